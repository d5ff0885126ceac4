namespace Engine.Comparison;

/// <summary>Mean and standard error of values that come one after the other. Source: Welford 1962, "Note on a method for calculating corrected sums of squares".</summary>
internal sealed class Moments
{
    private double _squares;   // sum of (value - mean)^2

    public int Count { get; private set; }

    public double Mean { get; private set; }

    /// <summary>Of the mean: the standard deviation of the values, divided by sqrt(count - 1) as llama.cpp does; 0 for fewer than two.</summary>
    public double StandardError => Count < 2 ? 0 : Math.Sqrt(_squares / Count / (Count - 1));

    public void Add(double value)
    {
        Count++;
        double before = value - Mean;
        Mean += before / Count;
        _squares += before * (value - Mean);
    }
}
