using System.Text;
using System.Text.Json.Nodes;
using Engine.Chat.Tools;
using Engine.Sampling.Constraints;

namespace Engine.Tests.Chat.Tools;

public sealed class ToolFormatTests
{
    private static readonly ToolDefinition s_weather = new("get_weather", "Tells the weather.",
        """{"type":"object","properties":{"city":{"type":"string","description":"Where."},"days":{"type":"integer","description":"How many."},"more":{"type":"object","description":"What else."}},"required":["city"]}""");

    private static readonly ToolDefinition s_now = new("now", "Tells the time.", """{"type":"object","properties":{"zone":{"type":"string","description":"Where."}},"required":[]}""");

    private static readonly ReasoningMarks s_think = new("<think>", "</think>");

    public static TheoryData<string> Names => [.. ToolFormat.All.Select(format => format.Name)];

    [Theory]
    [InlineData("GLM-4.6", "glm", true, true)]
    [InlineData("HuggingFaceTB-SmolLM3-3B", "generic", false, false)]
    [InlineData("Kimi-K2-Instruct", "kimi", true, false)]   // it changes a list, which the sandbox of templates forbids
    [InlineData("Mistral-Small-3.2-24B-Instruct-2506", "mistral-id", true, true)]
    [InlineData("NousResearch-Hermes-3-Llama-3.1-8B-tool_use", "hermes", true, true)]
    [InlineData("Qwen-Qwen2.5-7B-Instruct", "hermes", true, true)]
    [InlineData("Qwen-Qwen3-0.6B", "hermes", true, true)]
    [InlineData("deepseek-ai-DeepSeek-R1-Distill-Llama-8B", "deepseek", false, true)]
    [InlineData("google-gemma-2-2b-it", "generic", false, false)]
    [InlineData("google-gemma-4-31B-it", "gemma", true, true)]
    [InlineData("ibm-granite-granite-3.3-2B-Instruct", "granite", true, false)]
    [InlineData("meta-llama-Llama-3.1-8B-Instruct", "llama", true, true)]
    [InlineData("meta-llama-Llama-3.2-3B-Instruct", "llama", true, true)]
    [InlineData("microsoft-Phi-3.5-mini-instruct", "generic", false, false)]
    [InlineData("mistralai-Mistral-Nemo-Instruct-2407", "mistral", true, true)]
    [InlineData("openai-gpt-oss-120b", "harmony", true, true)]
    public void Detect_RealTemplate_IsItsFamily(string name, string format, bool readsTools, bool readsCalls)
    {
        var template = Template(name);
        Assert.Equal(format, ToolFormat.Detect(template).Name);
        Assert.Equal((readsTools, readsCalls), (template.ReadsTools, template.Traits.ReadsCalls));
    }

    [Theory]
    [InlineData("<function={{ name }}><parameter={{ key }}>", "qwen3-coder")]
    [InlineData("[TOOL_CALLS]{{ name }}[ARGS]", "mistral-args")]
    [InlineData("<｜tool▁calls▁begin｜>{{ name }}<｜tool▁sep｜>", "deepseek-v3.1")]
    [InlineData("```tool_code", "gemma-tool-code")]
    [InlineData("<|START_ACTION|>", "command-r7b")]
    [InlineData("Action:\n```json\n[{\"tool_name\": ", "command-r")]
    [InlineData("<|tool|>{{ tools }}<|/tool|>", "phi")]
    [InlineData("<|python_tag|>", "llama")]
    [InlineData("{{ messages }}", "generic")]
    public void Detect_TextOfAFamily_IsThatFamily(string source, string format) =>
        Assert.Equal(format, ToolFormat.Detect(new ChatTemplate("{#" + source.Replace("#}", "", StringComparison.Ordinal) + "#}")).Name);

    [Theory]
    [InlineData("GLM-4.6", "reasoning_content", true, false)]
    [InlineData("HuggingFaceTB-SmolLM3-3B", null, true, false)]
    [InlineData("Qwen-Qwen3-0.6B", "reasoning_content", true, false)]
    [InlineData("google-gemma-4-31B-it", "reasoning_content", true, false)]
    [InlineData("ibm-granite-granite-3.3-2B-Instruct", null, true, false)]
    [InlineData("openai-gpt-oss-120b", "thinking", false, true)]
    [InlineData("deepseek-ai-DeepSeek-R1-Distill-Llama-8B", null, false, false)]
    [InlineData("meta-llama-Llama-3.1-8B-Instruct", null, false, false)]
    public void Traits_ReasoningOfRealTemplates_IsFound(string name, string? field, bool readsSwitch, bool readsEffort)
    {
        var template = Template(name);
        Assert.Equal((field, readsSwitch, readsEffort), (template.Traits.ReasoningField, template.ReadsReasoningSwitch, template.ReadsReasoningEffort));
    }

    [Theory]
    [MemberData(nameof(TemplateGoldenTests.Names), MemberType = typeof(TemplateGoldenTests))]
    public void Render_CallsOfARealTemplate_ParseBack(string name)
    {
        var template = Template(name);
        var format = ToolFormat.Detect(template);
        ToolCall[] calls =
        [
            new("abcdefghi", "get_weather", """{"city":"Pa\"ris\nà","days":3,"more":{"a":[1,true,"x"]}}"""),
            new("call_that_is_longer", "now", """{"zone":"UTC"}"""),
        ];
        Message[] messages = [Message.User("Weather and time?"), Message.Assistant("", calls), Message.Tool("abcdefghi", "sunny result"), Message.Tool("call_that_is_longer", "noon result")];
        string before = Render(template, messages[..1]), whole = Render(template, messages);
        int common = before.AsSpan().CommonPrefixLength(whole);
        // Not in the middle of a mark.
        while (whole[common - 1] is '<' or '|' or '｜' or '[') common--;

        var parsed = ParsedAnswer.Of(Syntax(format), whole[common..], isCut: false, whole.Length);

        Assert.Equal(calls.Select(call => call.Name), parsed.Calls.Select(call => call.Name));
        foreach (var (call, found) in calls.Zip(parsed.Calls))
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(call.Arguments), JsonNode.Parse(found.Arguments)), found.Arguments);
        Assert.Contains("sunny result", whole, StringComparison.Ordinal);
        Assert.Contains("noon result", whole, StringComparison.Ordinal);
        Assert.Contains("Tells the weather.", before, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_CallsCutAnywhere_AreTheSameAsWhole(string name)
    {
        var format = ToolFormat.Of(name);
        ToolCall[] calls = [new("abcdefghi", "get_weather", """{"city":"a </tool_call> [ARGS] \"b\" {","days":3,"more":{"a":[1,true,"x"]}}"""), new("bcdefghij", "now", "{}")];
        if (format.HasChannels) calls = calls[..1];
        var written = new MarkedText();
        CallWriter.Write(format, calls, written);
        string text = (format.HasChannels ? "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant" : "<think>\nHm.\n</think>\n\nLet me see.\n") + written.ToText().Chars;
        var syntax = Syntax(format);
        string expected = ParsedAnswer.Of(syntax, text, isCut: false, text.Length).ToString();
        Assert.StartsWith($"reasoning 'Hm.' text '{(format.HasChannels ? "" : "Let me see.")}' calls [get_weather {{", expected, StringComparison.Ordinal);
        Assert.EndsWith(calls.Length == 1 ? "}]" : " | now {}]", expected, StringComparison.Ordinal);
        for (int length = 1; length < 5; length++) Assert.Equal(expected, ParsedAnswer.Of(syntax, text, isCut: false, Enumerable.Repeat(length, text.Length)).ToString());
        var random = new Random(2);
        for (int i = 0; i < 50; i++) Assert.Equal(expected, ParsedAnswer.Of(syntax, text, isCut: false, Enumerable.Range(0, text.Length).Select(_ => random.Next(0, 12))).ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_TextsOfOtherScripts_ComeThroughUnchanged(string name)
    {
        const string arguments = """{"city":"東京 🌧️ القاهرة","days":3,"note":"Žluťoučký\r\n가"}""", said = "Voilà, 東京の天気 🌦️:";
        var format = ToolFormat.Of(name);
        var written = new MarkedText();
        CallWriter.Write(format, [new("abcdefghi", "get_weather", arguments)], written);
        string text = (format.HasChannels ? $"<|channel|>analysis<|message|>{said}<|end|><|start|>assistant" : said + "\n") + written.ToText().Chars;
        foreach (int length in (int[])[1, 2, 3, text.Length])
        {
            var parsed = ParsedAnswer.Of(Syntax(format), text, isCut: false, Enumerable.Repeat(length, text.Length));
            Assert.Contains(said, parsed.ToString(), StringComparison.Ordinal);
            string found = Assert.Single(parsed.Calls).Arguments;
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(arguments), JsonNode.Parse(found)), found);
        }
    }

    /// <summary>A thousand streams in all, of what streams are made of, in any order.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_HostileStream_NeverThrowsNorLeaksAMark(string name)
    {
        var format = ToolFormat.Of(name);
        var syntax = Syntax(format);
        string[] marks = Marks(format);
        string[] fragments =
        [
            .. marks, .. marks, "{\"name\": \"", "{\"name\": \"now\", ", "\"arguments\": {", "\"parameters\": {\"a\": 1}", "get_weather", "now", "}", "]", "[", ",", "\"", "\\", "{", ":", "\n", " ", "text", "é😀",
            "```json", "```", "functions.now:0", "to=functions.now", "analysis", "final", "commentary", "json", "call:now", "null", "1e9", "<", "<|", "[TOOL", "\u0000",
        ];
        var random = new Random(3);
        for (int i = 0; i < 60; i++)
        {
            var text = new StringBuilder();
            for (int part = random.Next(1, 30); part > 0; part--)
            {
                string fragment = fragments[random.Next(fragments.Length)];
                text.Append(random.Next(8) == 0 ? fragment[..random.Next(fragment.Length)] : fragment);
            }
            string stream = text.ToString();
            bool isCut = random.Next(2) == 0;
            var parsed = ParsedAnswer.Of(syntax, stream, isCut, Enumerable.Range(0, stream.Length).Select(_ => random.Next(1, 9)));
            string said = parsed.ToString();
            Assert.Equal(said, ParsedAnswer.Of(syntax, stream, isCut, stream.Length).ToString());
            foreach (string mark in marks) Assert.False(parsed.Text.Contains(mark, StringComparison.Ordinal), $"{mark} leaks from {stream}: {said}");
        }
    }

    /// <summary>What binds an answer allows text, reasoning and calls as models write them, and after the mark that opens a call nothing but a tool's.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Constraint_CallAsItIsWritten_IsAllowedAndNothingElse(string name)
    {
        using var file = Engine.Gguf.GgufFile.Open(TestFiles.Demo);
        var tokenizer = Engine.Tokenization.Tokenizer.Create(file);
        var format = ToolFormat.Of(name);
        var syntax = Syntax(format);
        var constraint = AnswerGrammar.Of(syntax, syntax.Tools, mustCall: false, mayReason: true, text: null, tokenizer)!;
        var trie = TokenTrie.Create(tokenizer, tokenizer.VocabSize);
        string before = format.HasChannels ? "<|channel|>analysis<|message|>Hm <tool_call>.<|end|><|start|>assistant" : $"<think>Hm {format.Opening} no.</think>Let me see.\n";

        var state = constraint.Begin(trie);
        Assert.Equal(-1, Refused(state, before + Written("get_weather", """{"city":"Paris","days":3}""")));
        Assert.True(state.CanEnd);

        string other = Written("get_wether", """{"city":"Paris"}""");
        // Without a mark only what names a tool is a call.
        string right = before + other[..other.IndexOf("ther", StringComparison.Ordinal)];
        if (!format.IsBare) Assert.InRange(Refused(constraint.Begin(trie), before + other), Encoding.UTF8.GetByteCount(before), Encoding.UTF8.GetByteCount(right));
        Assert.NotEqual(-1, Refused(constraint.Begin(trie), before + Written("get_weather", """{"city":"Paris","days":"three"}""")));

        string Written(string tool, string arguments)
        {
            var written = new MarkedText();
            CallWriter.Write(format, [new ToolCall("abcdefghi", tool, arguments)], written);
            return written.ToText().Chars.Replace("<|call|>", "", StringComparison.Ordinal);
        }

        int Refused(ConstraintState state, string text)
        {
            int at = 0;
            foreach (int id in tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: false))
            {
                if (!state.Allows(id)) return at;
                state.Accept(id);
                at += tokenizer.Bytes(id).Length;
            }
            return -1;
        }
    }

    [Fact]
    public void Of_UnknownName_NamesThoseThereAre() => Assert.Contains("hermes", Assert.Throws<ArgumentException>(() => ToolFormat.Of("xml")).Message, StringComparison.Ordinal);

    private static AnswerSyntax Syntax(ToolFormat format) => new(format, [s_weather, s_now], format.HasChannels ? null : s_think, HasChannels: format.HasChannels);

    private static string[] Marks(ToolFormat format) => format.HasChannels
        ? ["<|start|>", "<|message|>", "<|end|>", "<|call|>", "<|return|>", "<|channel|>"]
        : [.. format.Parts.OfType<CallPart.Mark>().Select(mark => mark.Text).Append(format.Section?.Open ?? "").Append(format.Section?.Close ?? "").Append(s_think.Open).Append(s_think.Close)
            .Where(mark => mark.Length > 0 && mark != "```")];

    private static string Render(ChatTemplate template, IReadOnlyList<Message> messages) => AnswerPlan.Render(
        template, messages, new AnswerOptions { Variables = new Dictionary<string, System.Text.Json.JsonElement>() }, ToolFormat.Detect(template), [s_weather, s_now], TestContext.Current.CancellationToken).Text;

    private static ChatTemplate Template(string name) => new(File.ReadAllText(TestFiles.Shared("templates", name + ".jinja")), "<s>", "</s>");
}
