using System.CommandLine;
using System.CommandLine.Parsing;
using Engine.Cli;

namespace Engine.Tests.Cli;

/// <summary>What holds for the arguments of every verb, read in this process and not run.</summary>
public sealed class CommandLineTests
{
    private static readonly Type[] s_numbers =
        [typeof(int), typeof(int?), typeof(long), typeof(long?), typeof(ulong), typeof(ulong?), typeof(float), typeof(float?), typeof(double), typeof(double?)];

    public static TheoryData<string, string> NumberFlags =>
        [.. from verb in CommandLine.Create().Subcommands from flag in verb.Options where s_numbers.Contains(flag.ValueType) select (verb.Name, flag.Name)];

    /// <summary>Verbs whose argument is a text, or texts.</summary>
    public static TheoryData<string> TextVerbs => ["generate", "tokenize", "logits", "attention", "embed", "classify"];

    [Theory]
    [MemberData(nameof(NumberFlags))]
    public void Parse_NumberWithSeparatorOrSpace_IsRefused(string verb, string flag)
    {
        foreach (string text in new[] { "0,7", "1,000", " 1", "1 ", "NaN", "0x1", "" })
        {
            var error = Assert.Single(Read(verb, flag, text));
            Assert.Contains($"{flag} is '{text}'; ", error.Message, StringComparison.Ordinal);
        }
        Assert.Empty(Read(verb, flag, "1"));

        static IEnumerable<ParseError> Read(string verb, string flag, string text) =>
            CommandLine.Parse([verb, flag, text]).Errors.Where(error => error.SymbolResult is OptionResult { Option: var option } && option.Name == flag);
    }

    [Theory]
    [MemberData(nameof(TextVerbs))]
    public void Parse_TextThatLooksLikeSomethingElse_IsTheText(string verb)
    {
        foreach (string text in new[] { "@alice said", "@", "/?", "/h", "[suggest]", "0,7", "generate", "a=b" })
        {
            var result = CommandLine.Parse([verb, text]);
            Assert.Equal(verb, result.CommandResult.Command.Name);
            Assert.Empty(result.Errors);
            var argument = Assert.Single(result.CommandResult.Command.Arguments);
            object? value = argument is Argument<string[]> texts ? Assert.Single(result.GetRequiredValue(texts)) : result.GetValue((Argument<string?>)argument);
            Assert.Equal(text, value);
        }
    }

    [Fact]
    public void Parse_ValueOfATextFlag_IsTheText()
    {
        foreach (var verb in CommandLine.Create().Subcommands)
            foreach (var flag in verb.Options.OfType<Option<string?>>())
            {
                var result = CommandLine.Parse([verb.Name, flag.Name, "@alice"]);
                Assert.DoesNotContain(result.Errors, error => error.Message.Contains("file", StringComparison.OrdinalIgnoreCase));
                Assert.Contains(result.Tokens, token => token.Value == "@alice");
            }
    }

    [Fact]
    public async Task Generate_PromptThatNamesAFileAfterAnAt_IsThePrompt()
    {
        var run = await Command.RunAsync("generate", "@alice said", "--json", "--backend", "reference", "--temperature", "0", "--max-tokens", "1");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));

        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "--json\n", TestContext.Current.CancellationToken);
            run = await Command.RunAsync("tokenize", "@" + file);
            Assert.Equal(0, run.ExitCode);
            Assert.EndsWith("\n", run.Output, StringComparison.Ordinal);
            Assert.StartsWith(" ", run.Output, StringComparison.Ordinal);   // a table, not the JSON the file asks for
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Generate_TemperatureWithAComma_IsRefused()
    {
        foreach (string flag in new[] { "--temperature", "--max-tokens", "--length-penalty", "--top-p" })
        {
            var run = await Command.RunAsync("generate", "x", flag, "0,7");
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.Contains($"{flag} is '0,7'; ", run.Errors, StringComparison.Ordinal);
            Assert.Single(run.Errors.TrimEnd().Split('\n'));
        }
    }
}
