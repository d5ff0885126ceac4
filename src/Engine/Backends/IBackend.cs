using Engine.Gguf;

namespace Engine
{
    /// <summary>Who runs the forward pass.</summary>
    public enum Backend
    {
        /// <summary>The fastest that can run the file here; <see cref="LoadReport"/> says which and why.</summary>
        Auto,
        /// <summary>The native library.</summary>
        LlamaCpp,
        /// <summary>Our SIMD kernels, no native library.</summary>
        Managed,
        /// <summary>Plain code, sums in double: slow, and the specification of the others.</summary>
        Reference,
    }

    /// <summary>What a load did: who runs the model, where its weights and cache lie, and why.</summary>
    /// <param name="Backend">Who runs it.</param>
    /// <param name="Device">Where, in words: "33/33 layers on CUDA0, 4.1 GiB; KV 512 MiB on host".</param>
    /// <param name="Reason">Why this backend, and why not a faster one.</param>
    /// <param name="GpuLayers">Layers on a GPU, the output layer included.</param>
    /// <param name="Warnings">What is unusual about the file or the configuration.</param>
    public sealed record LoadReport(Backend Backend, string Device, string Reason, int GpuLayers, IReadOnlyList<string> Warnings)
    {
        /// <summary>What is unusual about the file or the configuration.</summary>
        public IReadOnlyList<string> Warnings { get; init => field = Items.Of(value); } = Items.Of(Warnings);
    }
}

namespace Engine.Backends
{
    /// <summary>A row of the table of backends.</summary>
    internal interface IBackend
    {
        /// <summary>Its place in the public enumeration.</summary>
        Backend Kind { get; }

        /// <summary>Its name in flags and output.</summary>
        string Name { get; }

        /// <summary>What it makes of each option, one row for each.</summary>
        IReadOnlyList<OptionRule> Options => [];

        /// <summary>Why it cannot run <paramref name="file"/> here, in one sentence; null when it can.</summary>
        string? WhyNot(GgufFile file, ModelOptions options);

        /// <summary>Refuses a file that breaks a rule of this backend's own, beyond those of every model.</summary>
        /// <exception cref="GgufException">It does.</exception>
        void CheckFile(GgufFile file) { }

        /// <summary>Why others are faster with <paramref name="file"/> here, though it can run it; null when none is known to be.</summary>
        string? WhySlow(GgufFile file) => null;

        /// <summary>How this program could be changed so that it is fast here, in one sentence; null where nothing is known to help.</summary>
        string? HowToBeFast() => null;

        /// <summary>Whether it might put layers on a GPU here, as far as that can be told without loading anything.</summary>
        bool MightUseGpu(ModelOptions options) => false;

        /// <summary>Whether it would put layers on a GPU here; asked only where <see cref="WhyNot"/> has no objection.</summary>
        bool UsesGpu(ModelOptions options) => false;

        /// <summary>Cancelled when the backend is beyond repair: the thread that ran it is lost, and all requests fail with <see cref="AbortError"/>.</summary>
        CancellationToken Aborted => CancellationToken.None;

        /// <summary>Why the backend is beyond repair; null while it is not.</summary>
        Exception? AbortError => null;

        /// <summary>Loads <paramref name="file"/>, which stays open as long as the model. Called on the model's thread.</summary>
        BackendModel Load(GgufFile file, ModelOptions options, CancellationToken cancellationToken);
    }

    /// <summary>A loaded model as its backend exposes it: only what it has, null for the rest.</summary>
    internal abstract class BackendModel : IDisposable
    {
        public abstract Backend Kind { get; }

        /// <summary>Where the weights and the cache are, in words.</summary>
        public abstract string Device { get; }

        /// <summary>Layers on a GPU, the output layer included.</summary>
        public virtual int GpuLayers => 0;

        /// <summary>What was done before the file was loaded, in words; null where nothing was.</summary>
        public virtual string? Precaution { get; init; }

        /// <summary>A causal or encoder-decoder language model.</summary>
        public virtual IForwardPass? ForwardPass => null;

        /// <summary>A text encoder.</summary>
        public virtual TextEncoder? Encoder => null;

        /// <summary>A text classifier.</summary>
        public virtual TextClassifier? Classifier => null;

        /// <summary>The encoder half of an encoder-decoder.</summary>
        public virtual ISourceEncoder? SourceEncoder => null;

        /// <summary>LoRA adapters.</summary>
        public virtual IAdapterHost? Adapters => null;

        /// <summary>Intermediate tensors.</summary>
        public virtual ITensorProbe? Probe => null;

        public abstract void Dispose();
    }

    /// <summary>The table of backends, fastest first.</summary>
    internal static class BackendCatalog
    {
        public static IReadOnlyList<IBackend> All { get; } = [new Managed.ManagedBackend(), new LlamaCpp.LlamaCppBackend(), new Reference.ReferenceBackend()];

        public static IBackend Get(Backend kind) =>
            All.FirstOrDefault(backend => backend.Kind == kind) ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown backend");
    }
}
