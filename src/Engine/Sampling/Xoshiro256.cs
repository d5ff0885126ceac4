using System.Numerics;

namespace Engine.Sampling;

/// <summary>The generator xoshiro256**, the same numbers for the same seed on every machine and in every version.</summary>
/// <remarks>
/// Source: Blackman and Vigna 2021, "Scrambled Linear Pseudorandom Number Generators". The four words of state come from
/// SplitMix64 over the seed, as its authors recommend, so that seeds 0 and 1 have nothing in common.
/// </remarks>
internal sealed class Xoshiro256 : IRandomSource
{
    private readonly ulong _seed;
    private ulong _s0, _s1, _s2, _s3;

    public Xoshiro256(ulong seed)
    {
        _seed = seed;
        Reset();
    }

    public void Reset()
    {
        ulong state = _seed;
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
    }

    /// <summary>The 53 bits a double holds, so that every value is equally likely and 1 never comes.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    private static ulong SplitMix64(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
