namespace Engine.Comparison.Plots;

/// <summary>A named point.</summary>
/// <param name="Name">Its label.</param>
/// <param name="X">Where, across.</param>
/// <param name="Y">Where, up; above 0.</param>
/// <param name="Style">Its colour.</param>
/// <param name="Hint">What shows when one points at it.</param>
internal readonly record struct PlotPoint(string Name, double X, double Y, string Style, string Hint);

/// <summary>Named points over a logarithmic scale, with the line through those that nothing beats in both directions.</summary>
internal static class ScatterPlot
{
    private const int Width = 360, Height = 300, Left = 52, Right = 12, Top = 34, Bottom = 44;

    /// <summary>Below it a divergence is rounding, and has no place on a logarithmic scale.</summary>
    public const double Least = 1e-7;

    /// <summary>Draws <paramref name="points"/>.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="across">What is across.</param>
    /// <param name="points">The points.</param>
    /// <param name="smallerIsBetter">Whether less is better across too.</param>
    /// <param name="legend">Colours and what they mean.</param>
    public static SvgCanvas Draw(string title, string across, IReadOnlyList<PlotPoint> points, bool smallerIsBetter, IReadOnlyList<(string Style, string Name)> legend)
    {
        var canvas = new SvgCanvas(Width, Height, title).Text(8, 18, SvgCanvas.Fit(title, Width - 16, 13), style: "title");
        double[] heights = [.. points.Select(point => Math.Max(point.Y, Least))];
        var x = new Axis(points.Select(point => point.X), Left, Width - Right, isLogarithmic: false, fromZero: !smallerIsBetter);
        var y = new Axis(heights, Height - Bottom, Top + 14, isLogarithmic: true);
        foreach (double mark in y.Marks())
            canvas.Line(Left, y.Pixel(mark), Width - Right, y.Pixel(mark)).Text(Left - 6, y.Pixel(mark) + 4, Axis.Label(mark), "end", "muted");
        foreach (double mark in x.Marks())
            canvas.Line(x.Pixel(mark), Height - Bottom, x.Pixel(mark), Height - Bottom + 4).Text(x.Pixel(mark), Height - Bottom + 17, Axis.Label(mark), "middle", "muted");
        canvas.Line(Left, Height - Bottom, Width - Right, Height - Bottom, "ink").Text(Width - Right, Height - 10, across, "end", "muted");
        canvas.Text(8, Top, "mean KL divergence, nats", style: "muted");
        for (int i = 0; i < legend.Count; i++)
        {
            double at = Width - Right - legend.Skip(i).Sum(entry => SvgCanvas.WidthOf(entry.Name) + 26) + 12;
            canvas.Circle(at, Top - 4, 4, legend[i].Style).Text(at + 8, Top, legend[i].Name, style: "muted");
        }

        canvas.Path(Frontier(points, smallerIsBetter).Select(point => (x.Pixel(point.X), y.Pixel(Math.Max(point.Y, Least)))), "line");
        var taken = points.Select(point => (x.Pixel(point.X) - 6, y.Pixel(Math.Max(point.Y, Least)) - 6, 12.0, 12.0)).ToList();
        foreach (var point in points)
        {
            double px = x.Pixel(point.X), py = y.Pixel(Math.Max(point.Y, Least));
            canvas.Circle(px, py, 5, point.Style, point.Hint);
            string label = SvgCanvas.Fit(point.Name, 150);
            if (Place(label, px, py, taken) is { } place) canvas.Text(place.X, place.Y, label);
        }
        return canvas;
    }

    /// <summary>The points no other one beats in both directions, by their place across.</summary>
    public static IEnumerable<PlotPoint> Frontier(IReadOnlyList<PlotPoint> points, bool smallerIsBetter)
    {
        double best = double.PositiveInfinity;
        foreach (var point in smallerIsBetter ? points.OrderBy(point => point.X).ThenBy(point => point.Y) : points.OrderByDescending(point => point.X).ThenBy(point => point.Y))
        {
            if (point.Y >= best) continue;
            best = point.Y;
            yield return point;
        }
    }

    /// <summary>Where a label fits beside its point without covering others; null where it does not: pointing at the point tells it.</summary>
    private static (double X, double Y)? Place(string name, double x, double y, List<(double X, double Y, double W, double H)> taken)
    {
        double width = SvgCanvas.WidthOf(name);
        foreach (var (left, baseline) in new[] { (x + 8, y + 4), (x - 8 - width, y + 4), (x - width / 2, y - 9), (x - width / 2, y + 18), (x + 6, y - 7), (x + 6, y + 16), (x - 6 - width, y - 7), (x - 6 - width, y + 16) })
        {
            var box = (X: left, Y: baseline - 11, W: width, H: 14.0);
            if (box.X < Left || box.X + box.W > Width - 2 || box.Y < Top + 4 || box.Y + box.H > Height - Bottom) continue;
            if (taken.Exists(other => box.X < other.X + other.W && other.X < box.X + box.W && box.Y < other.Y + other.H && other.Y < box.Y + box.H)) continue;
            taken.Add(box);
            return (left, baseline);
        }
        return null;
    }
}
