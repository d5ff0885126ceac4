using System.Globalization;

namespace Engine.Verification;

/// <summary>Attention weights as a picture, light or dark as its reader likes: a row per query, a column per key, the deeper the colour the larger the weight.</summary>
public static class AttentionPicture
{
    private const int Margin = 12, Title = 34, PanelTitle = 20, Gap = 14, Panels = 3;
    private const double LargeCell = 36, SmallPanel = 180, LeastCell = 4, LabelledCell = 11;

    /// <summary>An SVG document that needs no other file: one head large with its numbers, several as small multiples. Pointing at a cell tells its numbers.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="heads">The weights, of one text.</param>
    /// <param name="first">The number of the first head.</param>
    public static string Svg(string title, IReadOnlyList<AttentionMatrix> heads, int first = 0)
    {
        ArgumentNullException.ThrowIfNull(heads);
        if (heads.Count == 0) throw new ArgumentException("no heads were given; at least one was expected", nameof(heads));
        string[] labels = [.. heads[0].Tokens.Select(Label)];
        int columns = heads.Count == 4 ? 2 : Math.Min(Panels, heads.Count), rows = (heads.Count + columns - 1) / columns;
        double cell = heads.Count == 1 ? LargeCell : Math.Max(LeastCell, SmallPanel / labels.Length), side = cell * labels.Length;
        double room = cell < LabelledCell ? 0 : labels.Max(label => SvgCanvas.WidthOf(label, LabelSize(cell))) + 8;
        double top = Title + room * 0.75, width = Math.Max(2 * Margin + room + columns * side + (columns - 1) * Gap + room * 0.5, SvgCanvas.WidthOf(title, 14) + 2 * Margin);
        var canvas = new SvgCanvas((int)Math.Ceiling(width), (int)Math.Ceiling(top + rows * (side + PanelTitle + Gap)), title);
        canvas.Text(Margin, 20, title, style: "title");
        for (int i = 0; i < heads.Count; i++)
        {
            double x = Margin + room + i % columns * (side + Gap), y = top + i / columns * (side + PanelTitle + Gap);
            if (heads.Count > 1) canvas.Text(x, y + side + 14, string.Create(CultureInfo.InvariantCulture, $"head {first + i}"), style: "muted");
            if (room > 0) DrawLabels(canvas, labels, x, y, cell, isLeft: i % columns == 0, isTop: i < columns);
            DrawCells(canvas, heads[i], labels, x, y, cell);
        }
        return canvas.ToString(standsAlone: true);
    }

    /// <summary>A token as a label: spaces and line ends made visible.</summary>
    private static string Label(string token) =>
        token.Replace(' ', '·').Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    private static double LabelSize(double cell) => Math.Min(12, cell - 1);

    private static void DrawLabels(SvgCanvas canvas, string[] labels, double x, double y, double cell, bool isLeft, bool isTop)
    {
        double size = LabelSize(cell);
        for (int i = 0; i < labels.Length; i++)
        {
            double centre = (i + 0.5) * cell + size / 3;
            if (isLeft) canvas.Text(x - 5, y + centre, labels[i], "end", size: size);
            if (isTop) canvas.Text(x + centre, y - 5, labels[i], "start", turn: -48, size: size);
        }
    }

    private static void DrawCells(SvgCanvas canvas, AttentionMatrix matrix, string[] labels, double x, double y, double cell)
    {
        double gap = cell > 8 ? 1 : 0;
        for (int query = 0; query < labels.Length; query++)
        {
            for (int key = 0; key < labels.Length; key++)
            {
                float weight = matrix.Weights[query][key];
                string hint = string.Create(CultureInfo.InvariantCulture, $"{labels[query]} attends to {labels[key]}: {weight:F4}");
                canvas.Rect(x + key * cell, y + query * cell, cell - gap, cell - gap, "heat", 0.05 + 0.95 * Math.Clamp(weight, 0, 1), hint);
                if (cell >= LargeCell)
                    canvas.Text(x + (key + 0.5) * cell - 0.5, y + (query + 0.5) * cell + 4, weight.ToString("F2", CultureInfo.InvariantCulture), "middle", weight > 0.5f ? "on" : "", size: 11);
            }
        }
    }
}
