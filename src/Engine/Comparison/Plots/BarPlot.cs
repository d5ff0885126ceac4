namespace Engine.Comparison.Plots;

/// <summary>A bar of stacked parts.</summary>
/// <param name="Name">Its label.</param>
/// <param name="Parts">Lengths, in the order of the legend.</param>
/// <param name="Total">What stands at its end.</param>
internal sealed record Bar(string Name, IReadOnlyList<double> Parts, string Total);

/// <summary>Horizontal bars of stacked parts, one below the other.</summary>
internal static class BarPlot
{
    private const int Width = 360, Right = 64, Top = 48, Row = 24;

    /// <summary>Draws <paramref name="bars"/>.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="legend">Colours of the parts and what they are.</param>
    /// <param name="bars">The bars, over one scale.</param>
    public static SvgCanvas Draw(string title, IReadOnlyList<(string Style, string Name)> legend, IReadOnlyList<Bar> bars)
    {
        var canvas = new SvgCanvas(Width, Top + Row * bars.Count + 6, title).Text(8, 18, SvgCanvas.Fit(title, Width - 16, 13), style: "title");
        double at = 8;
        foreach (var (style, name) in legend)
        {
            canvas.Rect(at, 27, 10, 10, style).Text(at + 14, 36, name, style: "muted");
            at += SvgCanvas.WidthOf(name) + 28;
        }
        double left = Math.Min(130, bars.Max(bar => SvgCanvas.WidthOf(bar.Name)) + 16);
        double longest = Math.Max(bars.Max(bar => bar.Parts.Sum()), double.Epsilon), scale = (Width - left - Right) / longest;
        for (int i = 0; i < bars.Count; i++)
        {
            double y = Top + i * Row, x = left;
            canvas.Text(left - 8, y + 14, SvgCanvas.Fit(bars[i].Name, left - 12), "end");
            for (int part = 0; part < bars[i].Parts.Count; part++)
            {
                canvas.Rect(x, y + 3, bars[i].Parts[part] * scale, Row - 8, legend[part].Style, hint: $"{bars[i].Name}: {legend[part].Name}");
                x += bars[i].Parts[part] * scale;
            }
            canvas.Text(x + 5, y + 14, bars[i].Total, style: "muted");
        }
        return canvas;
    }
}
