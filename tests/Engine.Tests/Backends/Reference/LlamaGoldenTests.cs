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
            foreach (var (id, expected) in ReferenceModel.GoldenLogits(prompt)) Assert.Equal(expected, logits[id], LogitTolerance);
        }
    }
}
