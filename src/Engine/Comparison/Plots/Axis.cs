using System.Globalization;

namespace Engine.Comparison.Plots;

/// <summary>Where values lie on a line of pixels, and which of them are marked.</summary>
internal sealed class Axis
{
    private static readonly int[] s_steps = [1, 2, 5, 10];

    private readonly double _low, _high, _from, _to;
    private readonly bool _isLogarithmic;

    /// <summary>An axis over <paramref name="values"/> with a margin, from pixel <paramref name="from"/> to <paramref name="to"/>.</summary>
    public Axis(IEnumerable<double> values, double from, double to, bool isLogarithmic, bool fromZero = false)
    {
        _isLogarithmic = isLogarithmic;
        double[] all = [.. values.Select(Place)];
        double low = all.Min(), high = all.Max();
        double margin = high > low ? 0.08 * (high - low) : 0.5;
        (_low, _high) = (fromZero ? 0 : low - margin, high + margin);
        (_from, _to) = (from, to);
    }

    public double Pixel(double value) => _from + (Place(value) - _low) / (_high - _low) * (_to - _from);

    /// <summary>The marks: powers of ten and, where those are few, parts of them; or round steps.</summary>
    public IEnumerable<double> Marks()
    {
        if (!_isLogarithmic)
        {
            double raw = (_high - _low) / 4, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
            double step = s_steps.First(factor => factor * power >= raw) * power;
            for (double mark = Math.Ceiling(_low / step) * step; mark <= _high; mark += step) yield return Math.Round(mark, 9);
            yield break;
        }
        double[] parts = _high - _low > 2 ? [1] : _high - _low > 1 ? [1, 3] : [1, 2, 5];
        for (int power = (int)Math.Floor(_low); power <= _high; power++)
            foreach (double part in parts)
                if (part * Math.Pow(10, power) is var mark && Math.Log10(mark) >= _low && Math.Log10(mark) <= _high) yield return mark;
    }

    /// <summary>A mark as text: plain where that is short.</summary>
    public static string Label(double mark) => mark == 0 || Math.Abs(mark) is >= 1e-4 and < 1e6
        ? mark.ToString("0.######", CultureInfo.InvariantCulture)
        : mark.ToString("0.#e+0", CultureInfo.InvariantCulture);

    private double Place(double value) => _isLogarithmic ? Math.Log10(value) : value;
}
