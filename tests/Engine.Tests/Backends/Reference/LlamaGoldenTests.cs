using System.Text.Json;

namespace Engine.Tests.Backends.Reference;

/// <summary>The reference against PyTorch, which computed the goldens in single precision on the same weights.</summary>
public sealed class LlamaGoldenTests
{
    // PyTorch sums in float32: over hundreds of terms that is some 1e-5 of a logit; the goldens have five decimals.
    private const float LogitTolerance = 1e-3f;

    [Theory]
    [InlineData("pocket-f16.gguf", "pocket-golden.json")]
    [InlineData("stories260K.gguf", "stories260K-golden.json")]
    public void Forward_GoldenPrompts_GreedyTextIsPyTorchs(string model, string golden)
    {
        using var reference = ReferenceModel.Shared(model);
        foreach (var prompt in ReferenceModel.Golden(golden).GetProperty("prompts").EnumerateArray())
        {
            var expected = ReferenceModel.Ids(prompt.GetProperty("greedy_ids"));
            Assert.Equal(expected, reference.Greedy(ReferenceModel.Ids(prompt.GetProperty("ids")), expected.Length));
        }
    }

    [Theory]
    [InlineData("pocket-f16.gguf", "pocket-golden.json", int.MaxValue)]
    [InlineData("stories260K.gguf", "stories260K-golden.json", int.MaxValue)]
    [InlineData("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-golden.json", 3)]
    public void Forward_GoldenPrompts_LogitsArePyTorchs(string model, string golden, int prompts)
    {
        using var reference = ReferenceModel.Shared(model);
        foreach (var prompt in ReferenceModel.Golden(golden).GetProperty("prompts").EnumerateArray().Take(prompts))
        {
            reference.Pass.KvStore.Truncate(0, 0);
            var logits = reference.Extend(ReferenceModel.Ids(prompt.GetProperty("ids")));
            foreach (var (id, expected) in GoldenLogits(prompt)) Assert.Equal(expected, logits[id], LogitTolerance);
        }
    }

    /// <summary>Pairs of id and logit, in whichever of its forms the golden has them.</summary>
    private static IEnumerable<(int Id, float Logit)> GoldenLogits(JsonElement prompt)
    {
        if (prompt.TryGetProperty("logits", out var all)) return ReferenceModel.Floats(all).Select((logit, id) => (id, logit));
        if (prompt.TryGetProperty("top10", out var top))
            return top.EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetSingle()));
        return ReferenceModel.Ids(prompt.GetProperty("top20_ids")).Zip(ReferenceModel.Floats(prompt.GetProperty("top20_logits")));
    }
}
