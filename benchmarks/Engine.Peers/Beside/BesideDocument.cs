using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Engine.Peers.Beside;

/// <summary>What the verb <c>llamasharp</c> writes: who was measured, on what, and every sample.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Settings">What was asked for, of which versions.</param>
/// <param name="Lines">Lines of the same programs of both.</param>
/// <param name="Library">The folder of the llama.cpp that LLamaSharp and Engine both computed with.</param>
/// <param name="Sides">Who was measured.</param>
/// <param name="Texts">How each continues the same prompts.</param>
internal sealed record BesideDocument(
    JsonObject Machine, BesideSettings Settings, IReadOnlyList<LinesRow> Lines, string Library, IReadOnlyList<Side> Sides, IReadOnlyList<GreedyText> Texts)
{
    /// <summary>Rounds that were measured.</summary>
    public int Rounds { get; set; }
}

/// <summary>What has to be the same for the rounds of two runs to be those of one.</summary>
/// <param name="Model">The file's name.</param>
/// <param name="ModelBytes">Its length.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="PromptTokens">Tokens of the prompt that one caller reads.</param>
/// <param name="GeneratedTokens">Tokens it is given.</param>
/// <param name="Callers">Callers at once, a list.</param>
/// <param name="CallerTokens">Tokens that each of them reads and is given.</param>
/// <param name="Sampler">Who takes LLamaSharp's likeliest token.</param>
/// <param name="LlamaSharp">LLamaSharp's version.</param>
/// <param name="Engine">Engine's.</param>
internal sealed record BesideSettings(
    string Model, long ModelBytes, int Threads, int PromptTokens, int GeneratedTokens, string Callers, int CallerTokens, GreedyChoice Sampler,
    [property: JsonPropertyName("llamasharp")] string LlamaSharp, string Engine);

/// <summary>Lines of a program, blank ones and comments not counted.</summary>
/// <param name="Program">What it does.</param>
/// <param name="LlamaSharp">Lines with LLamaSharp.</param>
/// <param name="Engine">Lines with Engine.</param>
internal sealed record LinesRow(string Program, [property: JsonPropertyName("llamasharp")] int LlamaSharp, int Engine);

/// <summary>One who was measured.</summary>
/// <param name="Name">LLamaSharp, or Engine's backend.</param>
/// <param name="ProgramBytes">The published program without llama.cpp, symbols and documentation.</param>
/// <param name="NativeBytes">The libraries of llama.cpp published with it; 0 where it needs none.</param>
/// <param name="Measures">By measure the sample of each round.</param>
internal sealed record Side(string Name, long ProgramBytes, long NativeBytes, SortedDictionary<string, List<double>> Measures);

/// <summary>How all continue a prompt where each takes the likeliest token.</summary>
/// <param name="Prompt">The text.</param>
/// <param name="Ids">The generated ids by side, apart by spaces.</param>
/// <param name="Differences">Where Engine's differ from LLamaSharp's.</param>
internal sealed record GreedyText(string Prompt, SortedDictionary<string, string> Ids, IReadOnlyList<Difference> Differences);

/// <summary>The first place at which a continuation is not LLamaSharp's.</summary>
/// <param name="Side">Whose.</param>
/// <param name="At">The index among the generated ids.</param>
/// <param name="LlamaSharp">LLamaSharp's token there; null where its text is at its end.</param>
/// <param name="Engine">Engine's; null where its text is at its end.</param>
/// <param name="Margin">By how many nats Engine's likeliest token leads the second there.</param>
internal sealed record Difference(string Side, int At, [property: JsonPropertyName("llamasharp")] int? LlamaSharp, int? Engine, double? Margin);
