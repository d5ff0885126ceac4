using System.Runtime.InteropServices;
using Engine.Native;
using Engine.Sampling;

namespace Engine.Tests.Oracles;

/// <summary>llama.cpp's own samplers, applied to a row of logits one after the other.</summary>
/// <remarks>Signatures of v0.5.0, and of the release in LLamaSharp 0.30, whose penalties do not yet take the vocabulary's size and whose DRY takes the training context's.</remarks>
internal sealed unsafe class LlamaSampler : IDisposable
{
    private static readonly Lazy<nint> s_library = new(Load);

    private readonly List<nint> _samplers = [];
    private readonly int _vocabSize;

    private LlamaSampler(int vocabSize) => _vocabSize = vocabSize;

    /// <summary>A chain for <paramref name="vocabSize"/> tokens; skips the test when the library is not there.</summary>
    public static LlamaSampler Chain(int vocabSize)
    {
        Assert.SkipWhen(s_library.Value == 0, "skipped: no llama.cpp whose sampler signatures this oracle knows");
        return new LlamaSampler(vocabSize);
    }

    public LlamaSampler LogitBias(params (int Id, float Bias)[] bias)
    {
        var entries = stackalloc LogitBiasEntry[bias.Length];
        for (int i = 0; i < bias.Length; i++) entries[i] = new() { Token = bias[i].Id, Bias = bias[i].Bias };
        return Add((nint)((delegate* unmanaged<int, int, LogitBiasEntry*, void*>)Export("llama_sampler_init_logit_bias"))(_vocabSize, bias.Length, entries));
    }

    public LlamaSampler Penalties(int window, float repetition, float frequency, float presence) => !IsCurrent
        ? Add((nint)((delegate* unmanaged<int, float, float, float, void*>)Export("llama_sampler_init_penalties"))(window, repetition, frequency, presence))
        : Add((nint)((delegate* unmanaged<int, int, float, float, float, void*>)Export("llama_sampler_init_penalties"))(_vocabSize, window, repetition, frequency, presence));

    public LlamaSampler TopK(int k) => Add((nint)((delegate* unmanaged<int, void*>)Export("llama_sampler_init_top_k"))(k));

    public LlamaSampler TopP(float p) => Add((nint)((delegate* unmanaged<float, nuint, void*>)Export("llama_sampler_init_top_p"))(p, 1));

    public LlamaSampler MinP(float p) => Add((nint)((delegate* unmanaged<float, nuint, void*>)Export("llama_sampler_init_min_p"))(p, 1));

    public LlamaSampler Temperature(float temperature) => Add((nint)((delegate* unmanaged<float, void*>)Export("llama_sampler_init_temp"))(temperature));

    public LlamaSampler DynamicTemperature(float temperature, float range, float exponent) =>
        Add((nint)((delegate* unmanaged<float, float, float, void*>)Export("llama_sampler_init_temp_ext"))(temperature, range, exponent));

    public LlamaSampler Typical(float p) => Add((nint)((delegate* unmanaged<float, nuint, void*>)Export("llama_sampler_init_typical"))(p, 1));

    public LlamaSampler TopNSigma(float n) => Add((nint)((delegate* unmanaged<float, void*>)Export("llama_sampler_init_top_n_sigma"))(n));

    /// <summary>Its own draw is <see cref="MersenneTwister.NextSingle"/> of the same seed.</summary>
    public LlamaSampler Xtc(float probability, float threshold, uint seed) =>
        Add((nint)((delegate* unmanaged<float, float, nuint, uint, void*>)Export("llama_sampler_init_xtc"))(probability, threshold, 1, seed));

    /// <summary>Draws by itself.</summary>
    public LlamaSampler Mirostat(uint seed, float tau, float eta) =>
        Add((nint)((delegate* unmanaged<int, uint, float, float, int, void*>)Export("llama_sampler_init_mirostat"))(_vocabSize, seed, tau, eta, 100));

    /// <summary>Draws by itself.</summary>
    public LlamaSampler Mirostat2(uint seed, float tau, float eta) =>
        Add((nint)((delegate* unmanaged<uint, float, float, void*>)Export("llama_sampler_init_mirostat_v2"))(seed, tau, eta));

    /// <summary>Draws by itself.</summary>
    public LlamaSampler AdaptiveP(float target, float decay, uint seed) =>
        Add((nint)((delegate* unmanaged<float, float, uint, void*>)Export("llama_sampler_init_adaptive_p"))(target, decay, seed));

    public LlamaSampler Dry(LlamaVocabulary vocabulary, float multiplier, float growth, int allowedLength, int window, IReadOnlyList<string> breakers)
    {
        nint[] texts = [.. breakers.Select(Marshal.StringToCoTaskMemUTF8)];
        try
        {
            fixed (nint* pointers = texts)
                return IsCurrent
                    ? Add((nint)((delegate* unmanaged<nint, float, float, int, int, nint*, nuint, void*>)Export("llama_sampler_init_dry"))(
                        vocabulary.Handle, multiplier, growth, allowedLength, window, pointers, (nuint)texts.Length))
                    : Add((nint)((delegate* unmanaged<nint, int, float, float, int, int, nint*, nuint, void*>)Export("llama_sampler_init_dry"))(
                        vocabulary.Handle, window, multiplier, growth, allowedLength, window, pointers, (nuint)texts.Length));
        }
        finally
        {
            foreach (nint text in texts) Marshal.FreeCoTaskMem(text);
        }
    }

    /// <summary>The draw, with the random numbers of <see cref="MersenneTwister"/> of the same seed.</summary>
    public LlamaSampler Draw(uint seed) => Add((nint)((delegate* unmanaged<uint, void*>)Export("llama_sampler_init_dist"))(seed));

    public void Accept(int token)
    {
        foreach (nint sampler in _samplers) ((delegate* unmanaged<nint, int, void>)Export("llama_sampler_accept"))(sampler, token);
    }

    /// <summary>What the chain leaves of <paramref name="row"/>, and the token it drew, -1 without a draw.</summary>
    public (TokenData[] Kept, int Token) Apply(ReadOnlySpan<float> row)
    {
        var data = new TokenData[row.Length];
        for (int id = 0; id < row.Length; id++) data[id] = new() { Id = id, Logit = row[id] };
        fixed (TokenData* pinned = data)
        {
            var array = new TokenDataArray { Data = pinned, Size = (nuint)data.Length, Selected = -1 };
            foreach (nint sampler in _samplers) ((delegate* unmanaged<nint, TokenDataArray*, void>)Export("llama_sampler_apply"))(sampler, &array);
            var kept = new ReadOnlySpan<TokenData>(array.Data, (int)array.Size);
            return (kept.ToArray(), array.Selected < 0 ? -1 : kept[(int)array.Selected].Id);
        }
    }

    public void Dispose()
    {
        foreach (nint sampler in _samplers) ((delegate* unmanaged<nint, void>)Export("llama_sampler_free"))(sampler);
        _samplers.Clear();
    }

    private LlamaSampler Add(nint sampler)
    {
        _samplers.Add(sampler);
        return this;
    }

    private static nint Export(string name) => NativeLibrary.GetExport(s_library.Value, name);

    private static bool IsCurrent => LlamaLibrary.Load(null).Profile == AbiProfile.All[0];

    /// <summary>Skips the test where the library turns random numbers into tokens in a way that <see cref="MersenneTwister"/> was not made for.</summary>
    public static void SkipUnlessItsDrawIsKnown() =>
        Assert.SkipWhen(s_library.Value != 0 && !IsCurrent, "skipped: this release of llama.cpp draws in another way than v0.5.0, which is compared (ENGINE_LLAMA_DIRECTORY names one)");

    private static nint Load()
    {
        try
        {
            var library = LlamaLibrary.Load(null);
            return library.Profile.Tested ? NativeLibrary.Load(library.Path) : 0;
        }
        catch (NativeLibraryException)
        {
            return 0;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TokenData
    {
        public int Id;
        public float Logit;
        public float Probability;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TokenDataArray
    {
        public TokenData* Data;
        public nuint Size;
        public long Selected;
        public byte Sorted;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct LogitBiasEntry
    {
        public int Token;
        public float Bias;
    }
}

/// <summary>C++'s std::mt19937 read through std::uniform_real_distribution: the random numbers of llama.cpp's draw.</summary>
/// <remarks>Source: Matsumoto and Nishimura 1998, "Mersenne Twister".</remarks>
internal sealed class MersenneTwister : IRandomSource
{
    private readonly uint _seed;
    private readonly uint[] _state = new uint[624];
    private int _at;

    public MersenneTwister(uint seed)
    {
        _seed = seed;
        Reset();
    }

    public void Reset()
    {
        _state[0] = _seed;
        for (int i = 1; i < _state.Length; i++) _state[i] = 1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
        _at = _state.Length;
    }

    public double NextDouble()
    {
        double low = Next();
        return (low + Next() * 4294967296.0) / 18446744073709551616.0;
    }

    /// <summary>C++'s std::uniform_real_distribution of floats.</summary>
    public float NextSingle() => Math.Min(Next() / 4294967296f, MathF.BitDecrement(1));

    private uint Next()
    {
        if (_at == _state.Length) Twist();
        uint y = _state[_at++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        for (int i = 0; i < _state.Length; i++)
        {
            uint y = (_state[i] & 0x80000000) | (_state[(i + 1) % 624] & 0x7FFFFFFF);
            _state[i] = _state[(i + 397) % 624] ^ (y >> 1) ^ ((y & 1) * 0x9908B0DF);
        }
        _at = 0;
    }
}
