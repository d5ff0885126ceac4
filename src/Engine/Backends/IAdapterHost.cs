namespace Engine.Backends;

/// <summary>A model that can run with LoRA adapters added to its weights.</summary>
/// <remarks>Source: Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models". Used on the model's thread only.</remarks>
internal interface IAdapterHost
{
    /// <summary>Reads an adapter; it has no effect until <see cref="Apply"/>.</summary>
    /// <exception cref="Gguf.GgufException">It is no adapter, or one for another model.</exception>
    IDisposable LoadAdapter(string path);

    /// <summary>Makes exactly <paramref name="adapters"/> active, each with its scale; none restores the bare model to the bit.</summary>
    void Apply(IReadOnlyList<(IDisposable Adapter, float Scale)> adapters);
}
