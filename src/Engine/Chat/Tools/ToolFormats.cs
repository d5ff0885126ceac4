namespace Engine.Chat.Tools;

/// <summary>The table of formats. A format is found by what only templates of its family contain, so the special ones come first.</summary>
internal static class ToolFormats
{
    private const string ToolCall = "<tool_call>", EndOfToolCall = "</tool_call>";

    /// <summary>The Hermes format, which many families write; what models without one of their own are told to write as well.</summary>
    private static readonly CallPart[] s_tagged =
    [
        new CallPart.Mark(ToolCall), new CallPart.Filling("\n"), new CallPart.Whole("name", "arguments"), new CallPart.Filling("\n"), new CallPart.Mark(EndOfToolCall),
    ];

    public static IReadOnlyList<ToolFormat> All { get; } =
    [
        new("hermes", "Hermes, Qwen 2.5 and 3, Granite 4: <tool_call>{\"name\": ..., \"arguments\": {...}}</tool_call>", source => Has(source, ToolCall))
        {
            Parts = s_tagged, Separator = "\n",
        },
        new("generic", "models whose template shows no format: they are told to write that of Hermes", _ => true)
        {
            Parts = s_tagged, Separator = "\n",
        },
    ];

    private static bool Has(string source, params string[] texts) => texts.All(text => source.Contains(text, StringComparison.Ordinal));
}
