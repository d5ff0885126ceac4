using System.Globalization;
using System.Net;
using System.Text;

namespace Engine;

/// <summary>
/// A picture in the making, in units of pixels. Colours are those of <see cref="Style"/>, by name: the picture is light or dark as its reader likes.
/// </summary>
internal sealed class SvgCanvas(int width, int height, string title)
{
    /// <summary>The colours of pictures and the pages around them, for readers who like it light and those who like it dark.</summary>
    public const string Style =
        """
        :root{color-scheme:light dark;--surface:#ffffff;--ink:#1c1e21;--muted:#5f6670;--line:#d8dce2;--c1:#1f66d1;--c2:#c2570c;--c3:#0b7f74;--c4:#7550c8;--heat:#0b4db0}
        @media (prefers-color-scheme:dark){:root{--surface:#15171b;--ink:#e9ebee;--muted:#a2a9b4;--line:#363b44;--c1:#6ea4ff;--c2:#ff9d5c;--c3:#45c8b8;--c4:#b59bff;--heat:#7fb0ff}}
        svg{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:12px}
        svg text{fill:var(--ink)}svg .muted{fill:var(--muted)}svg .title{font-weight:600;font-size:13px}svg .on{fill:var(--surface)}
        svg .line{stroke:var(--line)}svg .ink{stroke:var(--ink)}
        svg .c1{fill:var(--c1)}svg .c2{fill:var(--c2)}svg .c3{fill:var(--c3)}svg .c4{fill:var(--c4)}svg .heat{fill:var(--heat)}svg .surface{fill:var(--surface)}
        svg .s1{stroke:var(--c1)}svg .s2{stroke:var(--c2)}
        """;

    private readonly StringBuilder _body = new();

    public int Width => width;

    public int Height => height;

    public SvgCanvas Line(double x1, double y1, double x2, double y2, string style = "line") =>
        Append($"""<line x1="{x1:0.##}" y1="{y1:0.##}" x2="{x2:0.##}" y2="{y2:0.##}" class="{style}"/>""");

    /// <summary>A rectangle; <paramref name="hint"/> shows when one points at it.</summary>
    public SvgCanvas Rect(double x, double y, double w, double h, string style, double opacity = 1, string? hint = null) =>
        Append($"""<rect x="{x:0.##}" y="{y:0.##}" width="{Math.Max(w, 0):0.##}" height="{Math.Max(h, 0):0.##}" class="{style}" fill-opacity="{opacity:0.###}">{Hint(hint)}</rect>""");

    public SvgCanvas Circle(double x, double y, double radius, string style, string? hint = null) =>
        Append($"""<circle cx="{x:0.##}" cy="{y:0.##}" r="{radius:0.##}" class="{style}">{Hint(hint)}</circle>""");

    /// <summary>A line through <paramref name="points"/>.</summary>
    public SvgCanvas Path(IEnumerable<(double X, double Y)> points, string style) =>
        Append($"""<polyline fill="none" stroke-width="2" class="{style}" points="{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.##},{point.Y:0.##}")))}"/>""");

    /// <summary>Text with its baseline at <paramref name="y"/>; <paramref name="anchor"/> is start, middle or end.</summary>
    public SvgCanvas Text(double x, double y, string text, string anchor = "start", string style = "", int turn = 0, double size = 0)
    {
        string turned = turn == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $""" transform="rotate({turn} {x:0.##} {y:0.##})" """).TrimEnd();
        string sized = size == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $""" style="font-size:{size:0.#}px" """).TrimEnd();
        return Append($"""<text x="{x:0.##}" y="{y:0.##}" text-anchor="{anchor}" class="{style}"{turned}{sized}>{WebUtility.HtmlEncode(text)}</text>""");
    }

    /// <summary>The picture for a page that has <see cref="Style"/>; or, <paramref name="standsAlone"/>, as a document of its own.</summary>
    public string ToString(bool standsAlone)
    {
        string style = standsAlone ? $"""<style>{Style}</style><rect width="{width}" height="{height}" class="surface"/>""" : "";
        string size = standsAlone ? $""" width="{width}" height="{height}" """.TrimEnd() : "";
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"{size} role="img" aria-label="{WebUtility.HtmlEncode(title)}">
            {style}{_body}</svg>

            """.ReplaceLineEndings("\n");
    }

    /// <summary>About how wide <paramref name="text"/> is.</summary>
    public static double WidthOf(string text, double size = 12) => text.Length * size * 0.6;

    /// <summary><paramref name="text"/>, its middle left out where it is wider than <paramref name="room"/>.</summary>
    public static string Fit(string text, double room, double size = 12)
    {
        int most = Math.Max(3, (int)(room / WidthOf("x", size)));
        return text.Length <= most ? text : $"{text[..((most - 1) / 2)]}…{text[^(most / 2)..]}";
    }

    private static string Hint(string? hint) => hint is null ? "" : $"<title>{WebUtility.HtmlEncode(hint)}</title>";

    private SvgCanvas Append(FormattableString element)
    {
        _body.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }
}
