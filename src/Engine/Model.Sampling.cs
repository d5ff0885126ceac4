namespace Engine;

public sealed partial class Model
{
    /// <summary>A sampler for <see cref="Sequence.Logits"/> of this model.</summary>
    /// <param name="options">How tokens are chosen; llama.cpp's defaults without.</param>
    /// <param name="processors">Change every row before the policies, in their order.</param>
    /// <param name="traces">Whether <see cref="Sampler.LastTrace"/> is kept, which is slow.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Sampler CreateSampler(SamplingOptions? options = null, IReadOnlyList<ILogitsProcessor>? processors = null, bool traces = false) =>
        new(options ?? new SamplingOptions(), Math.Min(Info.VocabSize, Tokenizer.VocabSize), Tokenizer, processors, traces);
}
