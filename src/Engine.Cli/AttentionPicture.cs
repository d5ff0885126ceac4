using System.Globalization;
using System.Net;
using System.Text;
using Engine.Verification;

namespace Engine.Cli;

/// <summary>An attention matrix as a picture: white is 0, deep blue is 1.</summary>
internal static class AttentionPicture
{
    private const int Cell = 36, Margin = 12, CharacterWidth = 8, TitleHeight = 28;

    /// <summary>The colour of a weight from 0 to 1.</summary>
    public static (byte Red, byte Green, byte Blue) Colour(float weight)
    {
        float w = Math.Clamp(weight, 0, 1);
        return ((byte)(255 - 247 * w), (byte)(255 - 207 * w), (byte)(255 - 148 * w));
    }

    /// <summary>The matrix as an SVG document that needs no other file; hovering over a cell shows its numbers.</summary>
    public static string Svg(AttentionMatrix matrix, string title)
    {
        int count = matrix.Tokens.Count;
        int labels = Margin + CharacterWidth * matrix.Tokens.Max(token => TokenLabel.Of(token).Length);
        int left = labels + Margin, top = TitleHeight + labels + Margin;
        int width = left + count * Cell + Margin, height = top + count * Cell + Margin;

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="monospace" font-size="13">""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<rect width="{width}" height="{height}" fill="white"/><text x="{Margin}" y="{TitleHeight - 8}">{WebUtility.HtmlEncode(title)}</text>""").Append('\n');
        for (int i = 0; i < count; i++)
        {
            string label = WebUtility.HtmlEncode(TokenLabel.Of(matrix.Tokens[i]));
            int centre = i * Cell + Cell / 2;
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left - 6}" y="{top + centre + 4}" text-anchor="end">{label}</text>""");
            svg.Append(CultureInfo.InvariantCulture, $"""<text transform="translate({left + centre + 4},{top - 6}) rotate(-90)">{label}</text>""").Append('\n');
        }
        for (int query = 0; query < count; query++)
            for (int key = 0; key < count; key++)
                AppendCell(svg, matrix, query, key, left + key * Cell, top + query * Cell);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendCell(StringBuilder svg, AttentionMatrix matrix, int query, int key, int x, int y)
    {
        float weight = matrix.Weights[query][key];
        var (red, green, blue) = Colour(weight);
        string hint = WebUtility.HtmlEncode($"{TokenLabel.Of(matrix.Tokens[query])} attends to {TokenLabel.Of(matrix.Tokens[key])}: ");
        svg.Append(CultureInfo.InvariantCulture, $"""<g><title>{hint}{weight:F4}</title><rect x="{x}" y="{y}" width="{Cell}" height="{Cell}" fill="#{red:X2}{green:X2}{blue:X2}" stroke="#DDDDDD"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x + Cell / 2}" y="{y + Cell / 2 + 4}" font-size="11" text-anchor="middle" fill="{(weight > 0.5f ? "white" : "black")}">{weight:F2}</text></g>""").Append('\n');
    }
}
