using System.Globalization;

namespace Engine.Comparison.Plots;

/// <summary>What each group of tensors costs in each layer: the deeper the colour, the more.</summary>
internal static class HeatMap
{
    private const int Width = 360, Left = 40, Top = 108, Right = 12;

    // As the data flow through a layer.
    private static readonly string[] s_order = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];

    public static SvgCanvas Draw(string title, IReadOnlyList<GroupDivergence> groups)
    {
        string[] columns = [.. groups.Where(group => group.Layer is not null).Select(group => group.Group).Distinct().OrderBy(Rank)];
        int layers = groups.Max(group => group.Layer ?? 0) + 1;
        var outside = groups.Where(group => group.Layer is null).ToArray();
        double cell = (double)(Width - Left - Right) / Math.Max(columns.Length, 1), row = layers > 40 ? 9 : 14;
        double most = Math.Max(groups.Max(group => group.Kl), double.Epsilon);
        var canvas = new SvgCanvas(Width, (int)(Top + row * layers + 34 + 18 * outside.Length), title).Text(8, 18, SvgCanvas.Fit(title, Width - 16, 13), style: "title");
        canvas.Text(8, 36, $"share of the largest, {Number(most)} nats", style: "muted");
        for (int column = 0; column < columns.Length; column++) canvas.Text(Left + (column + 0.5) * cell - 2, Top - 8, columns[column], "start", "", -55);
        for (int layer = 0; layer < layers; layer++)
        {
            double y = Top + layer * row;
            if (layer % (layers > 12 ? 5 : 1) == 0) canvas.Text(Left - 6, y + row / 2 + 4, layer.ToString(CultureInfo.InvariantCulture), "end", "muted");
            for (int column = 0; column < columns.Length; column++)
            {
                var group = groups.FirstOrDefault(group => group.Layer == layer && group.Group == columns[column]);
                canvas.Rect(Left + column * cell, y, cell - 1, row - 1, "line surface");
                if (group is not null) canvas.Rect(Left + column * cell, y, cell - 1, row - 1, "heat", Math.Max(0.03, group.Kl / most), $"{group.Group}, layer {layer}, {group.Type}: {Number(group.Kl)} nats");
            }
        }
        double below = Top + layers * row + 20;
        canvas.Text(8, below, "layer, from the top; outside of them:", style: "muted");
        for (int i = 0; i < outside.Length; i++)
        {
            double y = below + 18 * (i + 1);
            canvas.Rect(8, y - 10, 12, 12, "heat", Math.Max(0.03, outside[i].Kl / most)).Text(28, y, $"{outside[i].Group}, {outside[i].Type}: {Number(outside[i].Kl)} nats");
        }
        return canvas;
    }

    private static int Rank(string group) => Array.IndexOf(s_order, group) is var at and >= 0 ? at : s_order.Length;

    private static string Number(double value) => value.ToString("G2", CultureInfo.InvariantCulture);
}
