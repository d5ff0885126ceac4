using System.Globalization;
using Engine.Tests.Backends.Reference;
using Engine.Tests.Models;

namespace Engine.Tests.Backends.Parity;

/// <summary>The most probable text of managed and of llama.cpp: the same, or parted where two tokens are about as probable.</summary>
public sealed class GreedyParityTests
{
    private const int Length = 200;
    private const int PromptLength = 12;

    public static TheoryData<string> Architectures => [.. SyntheticArchitecture.Names.Except(["bert"])];

    [Theory]
    [InlineData("stories260K.gguf", "stories260K-golden.json", 2)]
    [InlineData("pocket-f16.gguf", "pocket-golden.json", 3)]
    [InlineData("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-golden.json", 1)]
    public void Greedy_GoldenPrompts_PartsFromLlamaCppAtNearTiesOnly(string name, string golden, int prompts)
    {
        string path = TestFiles.Shared("models", name);
        foreach (var prompt in ReferenceModel.Golden(golden).GetProperty("prompts").EnumerateArray().Take(prompts))
            Check(path, name, model => ReferenceModel.Ids(prompt.GetProperty("ids")));
    }

    // In F32: the small files' products of quantized rows are the same to llama.cpp in every batch, which leaves no noise to compare with.
    [Theory]
    [MemberData(nameof(Architectures))]
    public void Greedy_SyntheticModels_PartsFromLlamaCppAtNearTiesOnly(string architecture)
    {
        using var file = new SyntheticModel(architecture).Write();
        Check(file.Path, architecture, model => model.RandomIds(PromptLength));
    }

    /// <summary>Managed chooses after each token of llama.cpp's text; until the first different choice that is its own text.</summary>
    private static void Check(string path, string name, Func<ParityModel, int[]> promptOf)
    {
        using var managed = ParityModel.Load(path, Backend.Managed);
        using var llama = ParityModel.Load(path, Backend.LlamaCpp);
        int[] prompt = promptOf(llama);
        var (text, theirs) = llama.Greedy(prompt, Length);
        int[] choices = [.. managed.Follow(prompt, text).Select(row => ParityModel.Largest(row))];
        int equal = choices.AsSpan().CommonPrefixLength(text);
        if (equal == Length)
        {
            Report($"{name}: {Length} tokens equal");
            return;
        }
        int[] parted = [.. Enumerable.Range(0, Length).Where(i => choices[i] != text[i])];
        double noise = Noise(llama, prompt, text, theirs), gap = parted.Max(i => (double)theirs[i][text[i]] - theirs[i][choices[i]]);
        Report(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {equal} tokens equal; {parted.Length} of {Length} choices differ, the widest gap is {gap:0.0e+0}; llama.cpp's noise is {noise:0.0e+0}"));
        Assert.InRange(gap, 0, ParityLimits.NearTie * noise);
    }

    /// <summary>How much the gap of the two best logits changes at most when llama.cpp runs the same text at once instead of token by token.</summary>
    private static double Noise(ParityModel llama, int[] prompt, int[] text, float[][] decoded)
    {
        float[] read = llama.Read([.. prompt, .. text]);
        return decoded.Select((row, i) =>
        {
            int best = ParityModel.Largest(row), second = Second(row, best);
            var again = read.AsSpan((prompt.Length - 1 + i) * llama.RowLength, llama.RowLength);
            return Math.Abs((double)row[best] - row[second] - (again[best] - again[second]));
        }).Max();
    }

    private static int Second(float[] row, int best)
    {
        int second = best == 0 ? 1 : 0;
        for (int i = 0; i < row.Length; i++)
            if (i != best && row[i] > row[second]) second = i;
        return second;
    }

    private static void Report(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
