namespace Engine.Cli.Documents;

/// <summary>What so many callers at once get from one model; times in milliseconds, medians of the runs.</summary>
/// <param name="Backend">Who ran it.</param>
/// <param name="Model">The file.</param>
/// <param name="NThreads">Threads that computed.</param>
/// <param name="Callers">Callers at once.</param>
/// <param name="NPrompt">Tokens of each caller's prompt.</param>
/// <param name="NGen">Tokens each was given.</param>
/// <param name="Tps">Generated tokens per second of all together, the reading of the prompts included.</param>
/// <param name="Ratio">That, over what one caller gets; 0 where one caller was not measured.</param>
/// <param name="FirstP50">Time to the first token, median of the callers.</param>
/// <param name="FirstP99">Time to the first token, 99 of 100 callers.</param>
/// <param name="GapP50">Time between two tokens of a caller, median.</param>
/// <param name="GapP99">Time between two tokens of a caller, 99 of 100.</param>
/// <param name="SamplesTps">Tokens per second of each run.</param>
internal sealed record CallersRow(
    string Backend, string Model, int NThreads, int Callers, int NPrompt, int NGen, double Tps, double Ratio,
    double FirstP50, double FirstP99, double GapP50, double GapP99, IReadOnlyList<double> SamplesTps);
