using static Engine.Chat.Tools.CallPart;

namespace Engine.Chat.Tools;

/// <summary>The table of formats. A format is found by what only templates of its family contain, so the special ones come first.</summary>
/// <remarks>Source: the chat templates published with the models of each family, which write the calls of earlier turns as the model is to write the next.</remarks>
internal static class ToolFormats
{
    private const string
        ToolCall = "<tool_call>", EndOfToolCall = "</tool_call>", MistralCalls = "[TOOL_CALLS]", BarredCall = "<|tool_call|>",
        DeepSeekCalls = "<｜tool▁calls▁begin｜>", EndOfDeepSeekCalls = "<｜tool▁calls▁end｜>", DeepSeekCall = "<｜tool▁call▁begin｜>", EndOfDeepSeekCall = "<｜tool▁call▁end｜>",
        DeepSeekSeparator = "<｜tool▁sep｜>";

    /// <summary>The Hermes format, which many families write; what models without one of their own are told to write as well.</summary>
    private static readonly CallPart[] s_tagged = [new Mark(ToolCall), new Filling("\n"), new Whole("name", "arguments"), new Filling("\n"), new Mark(EndOfToolCall)];

    public static IReadOnlyList<ToolFormat> All { get; } =
    [
        new("harmony", "gpt-oss: messages in channels; <|channel|>commentary to=functions.NAME <|constrain|>json<|message|>{...}<|call|>", source => Has(source, "<|channel|>", "<|message|>"))
        {
            HasChannels = true,
            Parts =
            [
                new Mark(HarmonyParser.Channel), new Filling("commentary to=functions."), new Name(), new Filling(" "), new Mark("<|constrain|>"), new Filling("json"),
                new Mark(HarmonyParser.Message), new Arguments(), new Mark(HarmonyParser.Call),
            ],
        },
        new("gemma", "Gemma 4: <|tool_call>call:NAME{key:<|\"|>text<|\"|>,...}<tool_call|>", source => Has(source, "<|tool_call>call:"))
        {
            Parts = [new Mark("<|tool_call>"), new Filling("call:"), new Name(), new Unquoted("<|\"|>"), new Mark("<tool_call|>")],
            OtherMarks = ["<|tool_response>"],
        },
        new("gemma-tool-code", "Gemma 3, when it is told so: a call in Python in a block of tool_code", source => Has(source, "tool_code"))
        {
            Parts = [new Mark("```tool_code"), new Filling("\n"), new Name(), new Keywords(), new Filling("\n```")],
        },
        new("glm", "GLM 4.5 and later: <tool_call>NAME <arg_key>...</arg_key> <arg_value>...</arg_value></tool_call>", source => Has(source, "<arg_key>"))
        {
            Parts = [new Mark(ToolCall), new Name(), new Filling("\n"), new Parameters("<arg_key>", "</arg_key>\n<arg_value>", "</arg_value>\n"), new Mark(EndOfToolCall)],
            Separator = "\n",
        },
        new("kimi", "Kimi K2: <|tool_call_begin|>functions.NAME:0<|tool_call_argument_begin|>{...}<|tool_call_end|> in a section", source => Has(source, "<|tool_calls_section_begin|>"))
        {
            Section = new("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", IsList: false),
            Parts = [new Mark("<|tool_call_begin|>"), new NumberedName("functions."), new Mark("<|tool_call_argument_begin|>"), new Arguments(), new Mark("<|tool_call_end|>")],
        },
        new("deepseek", "DeepSeek V3 and R1: function<｜tool▁sep｜>NAME and JSON in a block of code, in a section", source => Has(source, DeepSeekCalls, "```json"))
        {
            Section = new(DeepSeekCalls, EndOfDeepSeekCalls, IsList: false),
            Parts =
            [
                new Mark(DeepSeekCall), new Filling("function"), new Mark(DeepSeekSeparator), new Name(), new Filling("\n```json\n"), new Arguments(), new Filling("\n```"),
                new Mark(EndOfDeepSeekCall),
            ],
            Separator = "\n",
        },
        new("deepseek-v3.1", "DeepSeek V3.1 and later: NAME<｜tool▁sep｜>{...}, in a section", source => Has(source, DeepSeekCalls))
        {
            Section = new(DeepSeekCalls, EndOfDeepSeekCalls, IsList: false),
            Parts = [new Mark(DeepSeekCall), new Name(), new Mark(DeepSeekSeparator), new Arguments(), new Mark(EndOfDeepSeekCall)],
        },
        new("qwen3-coder", "Qwen3-Coder: <tool_call><function=NAME><parameter=KEY>...</parameter></function></tool_call>", source => Has(source, "<function=", "<parameter="))
        {
            Parts =
            [
                new Mark(ToolCall), new Filling("\n"), new Mark("<function="), new Name(), new Filling(">\n"), new Parameters("<parameter=", ">\n", "\n</parameter>\n"),
                new Mark("</function>"), new Filling("\n"), new Mark(EndOfToolCall),
            ],
            Separator = "\n",
            OtherOpenings = [("<function=", 3)],
        },
        new("mistral-id", "Mistral Small 3.2: [TOOL_CALLS]NAME[CALL_ID]...[ARGS]{...}", source => Has(source, MistralCalls, "[ARGS]", "[CALL_ID]"))
        {
            Parts = [new Mark(MistralCalls), new Name(), new Id("[CALL_ID]"), new Mark("[ARGS]"), new Arguments()],
        },
        new("mistral-args", "Mistral Medium 3, Magistral and Devstral: [TOOL_CALLS]NAME[ARGS]{...}", source => Has(source, MistralCalls, "[ARGS]"))
        {
            Parts = [new Mark(MistralCalls), new Name(), new Mark("[ARGS]"), new Arguments()],
        },
        new("mistral", "Mistral to 2025: [TOOL_CALLS][{\"name\": ..., \"arguments\": {...}, \"id\": ...}]", source => Has(source, MistralCalls))
        {
            Section = new(MistralCalls, "", IsList: true),
            Parts = [new Whole("name", "arguments", "id")],
        },
        new("command-r7b", "Command R7B and A: <|START_ACTION|>[{\"tool_call_id\": ..., \"tool_name\": ..., \"parameters\": {...}}]<|END_ACTION|>", source => Has(source, "<|START_ACTION|>"))
        {
            Section = new("<|START_ACTION|>", "<|END_ACTION|>", IsList: true),
            Parts = [new Whole("tool_name", "parameters", "tool_call_id", IdFirst: true)],
            OtherMarks = ["<|START_RESPONSE|>", "<|END_RESPONSE|>", "<|START_TEXT|>", "<|END_TEXT|>"],
        },
        new("command-r", "Command R: Action: and a list of \"tool_name\" and \"parameters\" in a block of code", source => Has(source, "Action:", "tool_name"))
        {
            Section = new("Action:", "```", IsList: true, Filling: " ```json\n"),
            Parts = [new Whole("tool_name", "parameters")],
        },
        new("granite", "Granite 3: <|tool_call|>[{\"name\": ..., \"arguments\": {...}}]", source => Has(source, BarredCall, "<|start_of_role|>"))
        {
            Section = new(BarredCall, "", IsList: true),
            Parts = [new Whole("name", "arguments")],
            OtherOpenings = [(ToolCall, 0)],
            OtherMarks = [EndOfToolCall, "<response>", "</response>"],
        },
        new("phi", "Phi-4: <|tool_call|>[{\"name\": ..., \"arguments\": {...}}]<|/tool_call|>, or functools[...]", source => Has(source, BarredCall) || Has(source, "<|tool|>", "<|/tool|>") || Has(source, "functools["))
        {
            Section = new(BarredCall, "<|/tool_call|>", IsList: true),
            Parts = [new Whole("name", "arguments")],
            OtherOpenings = [("functools", 0)],
        },
        new("hermes", "Hermes, Qwen 2.5 and 3, Granite 4: <tool_call>{\"name\": ..., \"arguments\": {...}}</tool_call>", source => Has(source, ToolCall))
        {
            Parts = s_tagged, Separator = "\n",
        },
        new("llama", "Llama 3: {\"name\": ..., \"parameters\": {...}} at the beginning of a line, or after <|python_tag|>", source => Has(source, "\"parameters\": ", "ipython") || Has(source, "<|python_tag|>"))
        {
            IsBare = true,
            Parts = [new Whole("name", "parameters")],
            Separator = "; ",
            OtherOpenings = [("<|python_tag|>", 0)],
        },
        new("generic", "models whose template shows no format: they are told to write that of Hermes", _ => true)
        {
            Parts = s_tagged, Separator = "\n",
        },
    ];

    private static bool Has(string source, params string[] texts) => texts.All(text => source.Contains(text, StringComparison.Ordinal));
}
