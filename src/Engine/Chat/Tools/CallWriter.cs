using System.Globalization;
using System.Text.Json;
using Engine.Sampling.Constraints;

namespace Engine.Chat.Tools;

/// <summary>Writes calls as a model of a format would: for templates that have no place for them, and to show a model how.</summary>
internal static class CallWriter
{
    public static void Write(ToolFormat format, IReadOnlyList<ToolCall> calls, MarkedText to)
    {
        if (format.Section is { } section) to.Own(section.IsList ? section.Open + "[" : section.Open);
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
            default:
                throw new InvalidOperationException($"a part of type {part.GetType().Name}");
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
