using System.Globalization;
using System.Text.Json;
using Engine.Sampling.Constraints;

namespace Engine.Chat.Tools;

/// <summary>Writes calls as a model of a format would: for templates that have no place for them, and to show a model how.</summary>
internal static class CallWriter
{
    public static void Write(ToolFormat format, IReadOnlyList<ToolCall> calls, MarkedText to)
    {
        if (format.Section is { } section) to.Own(section.Open + section.Filling + (section.IsList ? "[" : ""));
        for (int i = 0; i < calls.Count; i++)
        {
            if (i > 0) to.Own(format.Section is { IsList: true } ? ", " : format.Separator);
            foreach (var part in format.Parts) Write(part, calls[i], i, to);
        }
        if (format.Section is { } end) to.Own(end.IsList ? "]" + end.Close : end.Close);
    }

    /// <summary>The arguments of a call as an object.</summary>
    /// <exception cref="ChatTemplateException">They are none.</exception>
    public static JsonElement Arguments(ToolCall call)
    {
        if (string.IsNullOrWhiteSpace(call.Arguments)) return Arguments(call with { Arguments = "{}" });
        return JsonObjects.TryParse(call.Arguments, out var arguments) && arguments.ValueKind == JsonValueKind.Object
            ? arguments
            : throw new ChatTemplateException($"the arguments of the call of {Quote.Short(call.Name)} are {Quote.Short(call.Arguments)}; a JSON object was expected");
    }

    private static void Write(CallPart part, ToolCall call, int index, MarkedText to)
    {
        switch (part)
        {
            case CallPart.Mark mark:
                to.Own(mark.Text);
                break;
            case CallPart.Filling filling:
                to.Own(filling.Text);
                break;
            case CallPart.Id id:
                to.Own(id.Before).Foreign(call.Id);
                break;
            case CallPart.Name:
                to.Foreign(call.Name);
                break;
            case CallPart.NumberedName numbered:
                to.Own(numbered.Prefix).Foreign(call.Name).Own(":" + index.ToString(CultureInfo.InvariantCulture));
                break;
            case CallPart.Arguments:
                to.Foreign(Arguments(call).GetRawText());
                break;
            case CallPart.Whole whole:
                Write(whole, call, index, to);
                break;
            case CallPart.Parameters parameters:
                foreach (var argument in Arguments(call).EnumerateObject())
                    to.Own(parameters.Open).Foreign(argument.Name).Own(parameters.Between).Foreign(Bare(argument.Value)).Own(parameters.Close);
                break;
            case CallPart.Keywords:
                WritePython(Arguments(call), to);
                break;
            case CallPart.Unquoted unquoted:
                Write(unquoted.Quote, Arguments(call), to);
                break;
            default:
                throw new InvalidOperationException($"a part of type {part.GetType().Name}");
        }
    }

    /// <summary>The arguments of a call in Python; a value of JSON is one there too, but for three words.</summary>
    private static void WritePython(JsonElement arguments, MarkedText to)
    {
        int count = 0;
        to.Own("(");
        foreach (var argument in arguments.EnumerateObject()) Write(to.Own(count++ > 0 ? ", " : "").Foreign(argument.Name).Own("="), argument.Value);
        to.Own(")");

        static void Write(MarkedText to, JsonElement value)
        {
            int count = 0;
            switch (value.ValueKind)
            {
                case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                    to.Own(value.ValueKind == JsonValueKind.Null ? "None" : value.ValueKind.ToString());
                    break;
                case JsonValueKind.Array:
                    to.Own("[");
                    foreach (var item in value.EnumerateArray()) Write(to.Own(count++ > 0 ? ", " : ""), item);
                    to.Own("]");
                    break;
                case JsonValueKind.Object:
                    to.Own("{");
                    foreach (var member in value.EnumerateObject()) Write(to.Own(count++ > 0 ? ", " : "").Foreign(ToolParameter.Quote(member.Name)).Own(": "), member.Value);
                    to.Own("}");
                    break;
                default:
                    to.Foreign(value.GetRawText());
                    break;
            }
        }
    }

    private static string Bare(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static void Write(string quote, JsonElement value, MarkedText to)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                to.Own(quote).Foreign(value.GetString()!).Own(quote);
                break;
            case JsonValueKind.Object:
                WriteAll("{", value.EnumerateObject().OrderBy(member => member.Name, StringComparer.OrdinalIgnoreCase), member => Write(quote, member.Value, to.Foreign(member.Name).Own(":")), "}");
                break;
            case JsonValueKind.Array:
                WriteAll("[", value.EnumerateArray(), item => Write(quote, item, to), "]");
                break;
            default:
                to.Foreign(value.GetRawText());
                break;
        }

        void WriteAll<T>(string open, IEnumerable<T> items, Action<T> write, string close)
        {
            to.Own(open);
            bool follows = false;
            foreach (var item in items)
            {
                if (follows) to.Own(",");
                write(item);
                follows = true;
            }
            to.Own(close);
        }
    }

    private static void Write(CallPart.Whole whole, ToolCall call, int index, MarkedText to)
    {
        to.Own("{");
        if (whole.IdFirst) to.Own($"\"{whole.IdKey}\": \"{index}\", ");
        to.Own($"\"{whole.NameKey}\": \"").Foreign(call.Name).Own($"\", \"{whole.ArgumentsKey}\": ").Foreign(Arguments(call).GetRawText());
        if (whole.IdKey is not null && !whole.IdFirst) to.Own($", \"{whole.IdKey}\": \"").Foreign(call.Id).Own("\"");
        to.Own("}");
    }
}
