namespace Engine.Generation.Speculative;

/// <summary>
/// How long drafts are: twice as long after one that was accepted whole, and as long as what was accepted and one more after others. Where tokens come slower with
/// drafts than without, they stop for a while, longer each time.
/// </summary>
internal sealed class DraftLength(int most)
{
    private const int FirstLength = 4, FirstPause = 8, LongestPause = 256;
    private const int Baseline = 2;    // steps at the beginning that are run without, to know what they cost
    private const int Trial = 4;       // steps with drafts before they are judged
    private const double Weight = 0.2; // of the newest step in the averages

    private int _length = Math.Min(FirstLength, most);
    private int _pause = FirstPause;
    private int _rest = Baseline;
    private int _tried;
    private double _plain, _drafted;   // ticks of a token, averaged

    /// <summary>Tokens to draft next; 0 for none.</summary>
    public int Next => _rest > 0 ? 0 : _length;

    /// <summary>Takes note of a step.</summary>
    /// <param name="drafted">Tokens that were drafted for it.</param>
    /// <param name="accepted">How many of them were chosen.</param>
    /// <param name="ticks">What it took, drafting included.</param>
    public void Record(int drafted, int accepted, long ticks)
    {
        if (drafted == 0)
        {
            if (_rest > 0) _rest--;
            _plain = Average(_plain, ticks);
            return;
        }
        _length = accepted == drafted ? Math.Min(most, Math.Max(_length, drafted * 2)) : accepted + 1;
        _drafted = Average(_drafted, (double)ticks / (accepted + 1));
        if (++_tried < Trial || _plain == 0) return;
        if (_drafted <= _plain)
        {
            _pause = FirstPause;
            return;
        }
        _rest = _pause;
        _pause = Math.Min(_pause * 2, LongestPause);
        (_tried, _drafted, _length) = (0, 0, Math.Min(FirstLength, most));
    }

    private static double Average(double average, double value) => average == 0 ? value : average + Weight * (value - average);
}
