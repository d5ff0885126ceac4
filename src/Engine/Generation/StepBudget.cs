using System.Diagnostics;

namespace Engine.Generation;

/// <summary>
/// How many tokens of prompts a step reads while others decode: as many as take about as long as the decoding itself, so that those who listen are not
/// held up, and no fewer than are read at full speed. Where more wait to be read than decode, as when many arrive at once, they come first. Learns from the
/// steps before.
/// </summary>
/// <remarks>Source: Agrawal et al. 2023, "SARATHI: Efficient LLM Inference by Piggybacking Decodes with Chunked Prefills".</remarks>
internal sealed class StepBudget
{
    // Fewer columns than this cost nearly as much: the weights have to be unpacked for them all the same.
    private const int LeastTokens = 64;

    // Of the time that decoding takes.
    private const double Share = 1.25;

    // Weight of the newest step in the running means.
    private const double Newest = 0.25;

    private double _decodeTicks;           // of a step that only decodes
    private double _readTicksPerToken;

    /// <summary>Tokens to read beside <paramref name="decoding"/> requests that decode when <paramref name="reading"/> read, at most <paramref name="most"/>.</summary>
    public int ReadTokens(int decoding, int reading, int most)
    {
        if (reading > decoding) return most;
        double tokens = _readTicksPerToken > 0 && _decodeTicks > 0 ? Share * _decodeTicks / _readTicksPerToken : 0;
        return Math.Min(most, Math.Max(LeastTokens, (int)Math.Min(tokens, most)));
    }

    /// <summary>Notes that a step with that many entries took <paramref name="ticks"/> of <see cref="Stopwatch"/>.</summary>
    public void Record(int decoding, int reading, long ticks)
    {
        if (reading == 0) Learn(ref _decodeTicks, ticks);
        else if (decoding == 0 || _decodeTicks > 0) Learn(ref _readTicksPerToken, Math.Max(0, ticks - (decoding > 0 ? _decodeTicks : 0)) / Math.Max(reading, LeastTokens / 2));
    }

    private static void Learn(ref double mean, double value) => mean = mean == 0 ? value : mean + Newest * (value - mean);
}
