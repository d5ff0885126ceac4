using System.Text.Json;
using Engine.Sampling.Constraints;

namespace Engine;

/// <summary>A function that a model may ask to be called.</summary>
public sealed record ToolDefinition
{
    private const int MaxNameLength = 128;

    private static readonly JsonElement s_anyObject = Parse("""{"type":"object"}""");

    /// <summary>Describes a function.</summary>
    /// <param name="name">Its name: letters and digits of ASCII, <c>_</c>, <c>-</c> and <c>.</c>, at most 128 of them.</param>
    /// <param name="description">What it does and when to call it; null to say nothing.</param>
    /// <param name="parameters">The JSON schema of its arguments, an object; an element that is undefined stands for any object.</param>
    /// <exception cref="ArgumentException">The name is not of that kind, or the schema is no object.</exception>
    public ToolDefinition(string name, string? description, JsonElement parameters)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxNameLength || !name.All(IsNameCharacter))
            throw new ArgumentException($"the tool's name is {Quote.Short(name)}; 1 to {MaxNameLength} letters, digits, '_', '-' and '.' were expected", nameof(name));
        if (parameters.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
            throw new ArgumentException($"the parameters of the tool {name} are {Quote.Short(parameters.GetRawText())}; a JSON schema, an object, was expected", nameof(parameters));
        (Name, Description) = (name, description);
        Parameters = parameters.ValueKind == JsonValueKind.Undefined ? s_anyObject : JsonText.Mend(parameters);
    }

    /// <inheritdoc cref="ToolDefinition(string, string?, JsonElement)"/>
    public ToolDefinition(string name, string? description, string parameters) : this(name, description, Parse(parameters)) { }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it does and when to call it.</summary>
    public string? Description { get; }

    /// <summary>The JSON schema of its arguments.</summary>
    public JsonElement Parameters { get; }

    /// <summary>
    /// Whether arguments must satisfy the schema. Null: they do, unless the schema has what cannot be enforced (see docs/constraints.md); they are then any JSON object.
    /// True: such a schema is refused. False: any JSON object.
    /// </summary>
    public bool? Strict { get; init; }

    /// <summary>The tool as templates read it: <c>{"type":"function","function":{"name":...,"description":...,"parameters":...}}</c>.</summary>
    public JsonElement ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", Name);
            // Templates add it to other text.
            json.WriteString("description", Description ?? "");
            json.WritePropertyName("parameters");
            Parameters.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Parse(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    /// <summary>Reads a tool as the OpenAI API has it: <c>{"type":"function","function":{...}}</c>, or the inner object alone.</summary>
    /// <exception cref="ArgumentException">It is no such object.</exception>
    public static ToolDefinition FromJson(JsonElement tool)
    {
        if (tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function", out var function)) tool = function;
        if (tool.ValueKind != JsonValueKind.Object || !tool.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            throw new ArgumentException($"a tool is {Quote.Short(tool.ToString())}; an object with a name, a description and parameters was expected", nameof(tool));
        tool = JsonText.Mend(tool);
        if (tool.TryGetProperty("description", out var text) && text.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            throw new ArgumentException($"the description of the tool {Quote.Short(name.GetString()!)} is {Quote.Short(text.GetRawText())}; a text was expected", nameof(tool));
        string? description = text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        bool? strict = tool.TryGetProperty("strict", out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.GetBoolean() : null;
        return new ToolDefinition(tool.GetProperty("name").GetString()!, description, tool.TryGetProperty("parameters", out var parameters) ? parameters : default) { Strict = strict };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}({Parameters.GetRawText()})";

    internal static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';

    private static JsonElement Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonText.Parse(System.Text.Encoding.UTF8.GetBytes(json));
            return document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            throw new ArgumentException($"the parameters of a tool are {Quote.Short(json)}, which is no JSON; a JSON schema was expected", nameof(json), malformed);
        }
    }
}

/// <summary>A call of a tool, as the model asked for it.</summary>
/// <param name="Id">What its result refers to; nine letters and digits where the model gave none.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">Its arguments, a JSON object.</param>
public sealed record ToolCall(string Id, string Name, string Arguments)
{
    private const string IdCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>Letters and digits of an id: the one length that all templates take.</summary>
    internal const int IdLength = 9;

    internal static string NewId() => System.Security.Cryptography.RandomNumberGenerator.GetString(IdCharacters, IdLength);
}

/// <summary>Whether a model may, must or must not call tools.</summary>
public sealed record ToolChoice
{
    private ToolChoice(string kind, string? name = null) => (Kind, Name) = (kind, name);

    /// <summary>The model is not told of the tools and calls none.</summary>
    public static ToolChoice None { get; } = new("none");

    /// <summary>The model decides.</summary>
    public static ToolChoice Auto { get; } = new("auto");

    /// <summary>At least one tool is called.</summary>
    public static ToolChoice Required { get; } = new("required");

    /// <summary>The tool that must be called; null where none is named.</summary>
    public string? Name { get; }

    private string Kind { get; }

    /// <summary>That tool is called.</summary>
    public static ToolChoice Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new("named", name);
    }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Kind;
}
