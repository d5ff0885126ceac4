using Engine.Chat.Tools;

namespace Engine.Tests.Chat.Tools;

public sealed class AnswerParserTests
{
    private static readonly ReasoningMarks s_think = new("<think>", "</think>");

    [Theory]
    [InlineData("Hello.", "reasoning '' text 'Hello.' calls []")]
    [InlineData("  Hello. \n", "reasoning '' text '  Hello. \n' calls []")]
    [InlineData("<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_call>", "reasoning '' text '' calls [add {\"a\": 1}]")]
    [InlineData("Let me see.\n<tool_call>{\"name\":\"add\",\"arguments\":{}}</tool_call>\n<tool_call>{\"arguments\": {\"x\": [1, {}]}, \"name\": \"sub\"}</tool_call>\n", "reasoning '' text 'Let me see.' calls [add {} | sub {\"x\": [1, {}]}]")]
    [InlineData("<tool_call>{\"name\": \"add\"}</tool_call> So.", "reasoning '' text 'So.' calls [add {}]")]
    [InlineData("<tool_call>{\"name\": \"add\", \"arguments\": \"{\\\"a\\\": 1}\"}</tool_call>", "reasoning '' text '' calls [add {\"a\": 1}]")]
    [InlineData("<tool_call>{\"name\": \"add\", \"arguments\": null}</tool_call>", "reasoning '' text '' calls [add {}]")]
    [InlineData("<tool_call>{\"name\": \"say\", \"arguments\": {\"t\": \"a </tool_call> \\\" b\"}}</tool_call>!", "reasoning '' text '!' calls [say {\"t\": \"a </tool_call> \\\" b\"}]")]
    [InlineData("<tool_call>hello</tool_call>", "reasoning '' text 'hello' calls []")]
    [InlineData("<tool_call>{\"name\": \"add\", \"arguments\": 5}</tool_call> x", "reasoning '' text 'x' calls []")]
    [InlineData("<tool_call>{\"name\": \"add\", \"arguments\": {a}}</tool_call> x", "reasoning '' text 'x' calls []")]
    [InlineData("a < b <tool b", "reasoning '' text 'a < b <tool b' calls []")]
    [InlineData("<think>\nHm.\n</think>\n\nYes.", "reasoning 'Hm.' text 'Yes.' calls []")]
    [InlineData("<think>Hm <tool_call> no</think><tool_call>{\"name\": \"f\"}</tool_call>", "reasoning 'Hm <tool_call> no' text '' calls [f {}]")]
    [InlineData("Yes </think> no.", "reasoning '' text 'Yes\nno.' calls []")]
    public void Parse_TextCutAnywhere_IsTheSameAsWhole(string text, string expected)
    {
        var syntax = new AnswerSyntax(ToolFormat.Of("hermes"), [], s_think);
        Assert.Equal(expected, ParsedAnswer.Of(syntax, text, isCut: false, text.Length).ToString());
        for (int length = 1; length < 6; length++) Assert.Equal(expected, ParsedAnswer.Of(syntax, text, isCut: false, Enumerable.Repeat(length, text.Length)).ToString());
        var random = new Random(1);
        for (int i = 0; i < 20; i++) Assert.Equal(expected, ParsedAnswer.Of(syntax, text, isCut: false, Enumerable.Range(0, text.Length).Select(_ => random.Next(0, 9))).ToString());
    }

    [Theory]
    [InlineData("Yes.<tool_ca", "reasoning '' text 'Yes.' calls []")]
    [InlineData("Yes.\n<tool_call>\n{\"name\": \"add\", \"argu", "reasoning '' text 'Yes.' calls []")]
    [InlineData("<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1}}", "reasoning '' text '' calls [add {\"a\": 1}]")]
    [InlineData("<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1", "reasoning '' text '' calls []")]
    [InlineData("<think>\nHm.\n</thi", "reasoning 'Hm.' text '' calls []")]
    public void Parse_TextThatWasCutOff_HasNoHalfMarksOrCalls(string text, string expected) =>
        Assert.Equal(expected, ParsedAnswer.Of(new AnswerSyntax(ToolFormat.Of("hermes"), [], s_think), text, isCut: true, text.Length).ToString());

    [Fact]
    public void Parse_OpenReasoning_ComesFirst() =>
        Assert.Equal("reasoning 'Hm.' text 'Yes.' calls []", ParsedAnswer.Of(new AnswerSyntax(null, [], s_think, IsReasoning: true), "Hm.\n</think>\nYes.", isCut: false, 3, 100).ToString());

    [Fact]
    public void Parse_OneCallOnly_EndsThere()
    {
        const string text = "<tool_call>{\"name\": \"a\"}</tool_call><tool_call>{\"name\": \"b\"}</tool_call> and text";
        Assert.Equal("reasoning '' text '' calls [a {}]", ParsedAnswer.Of(new AnswerSyntax(ToolFormat.Of("hermes"), [], IsSingle: true), text, isCut: false, text.Length).ToString());
    }

    [Fact]
    public void Parse_ControlTokens_AreNoText()
    {
        var sink = new AnswerSink();
        var parser = AnswerParser.Of(new AnswerSyntax(ToolFormat.Of("hermes"), []), sink);
        foreach (var (text, isMark) in new[] { ("Yes", false), ("<|other|>", true), (".", false), ("<tool_call>", true), ("{\"name\": \"f\", \"arguments\": {\"a\": \"x", false), ("<|other|>", true), ("y\"}}", false), ("</tool_call>", true) })
            parser.Append(text, isMark);
        parser.Finish(isCut: false);
        Assert.Equal("Yes.", sink.Text);
        Assert.Equal("""f {"a": "xy"}""", $"{Assert.Single(sink.Calls).Name} {sink.Calls[0].Arguments}");
    }
}
