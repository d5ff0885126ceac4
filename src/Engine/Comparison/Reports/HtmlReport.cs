using System.Net;
using System.Text;

namespace Engine.Comparison.Reports;

/// <summary>A report as one page that needs no other file and runs no script.</summary>
internal static class HtmlReport
{
    private const string Page =
        """
        *{box-sizing:border-box}
        body{margin:0;background:var(--surface);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:920px;margin:0 auto;padding:24px 16px 64px}
        h1{font-size:26px;line-height:1.2;margin:0 0 4px}h2{font-size:19px;margin:36px 0 8px}
        p,li{max-width:70ch}.muted{color:var(--muted)}ul{padding-left:20px}
        .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(360px,100%),1fr));gap:16px;align-items:start}
        figure{margin:0;border:1px solid var(--line);border-radius:8px;padding:8px}svg{display:block;width:100%;height:auto}
        .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
        table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;width:100%}
        th,td{padding:6px 10px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}tr:last-child td{border-bottom:0}
        th{font-weight:600;color:var(--muted)}th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:var(--surface)}
        code{font-size:14px;overflow-wrap:anywhere}
        """;

    public static string Write(ComparisonReport report)
    {
        var page = new StringBuilder();
        page.Append($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{Text(report.BaseModel.Name)}: which quantization?</title><link rel="icon" href="data:,">
            <style>{SvgCanvas.Style}
            {Page}</style></head><body><main>
            <h1>{Text(report.BaseModel.Name)}: which quantization?</h1>
            <p class="muted">{Text(ReportText.Summary(report))}</p>

            """);
        if (report.Advice.Count > 0) List(page, report.Advice);
        page.Append("""<div class="plots">""").Append('\n');
        foreach (var (name, canvas) in ReportPlots.Of(report)) page.Append($"""<figure id="{Text(name)}">{canvas.ToString(standsAlone: false)}</figure>""").Append('\n');
        page.Append("</div>\n");
        if (report.Suggestion is { } suggestion)
        {
            page.Append($"<h2>A mix for {ReportTable.Mebibytes(suggestion.Target)} MiB</h2>\n<p>{Text(ReportText.Describe(suggestion))}</p>\n<p><code>{Text(ReportText.Flags(suggestion))}</code></p>\n");
        }
        foreach (var table in ReportTable.Of(report)) Table(page, table);
        page.Append("<h2>What the numbers mean</h2>\n");
        List(page, ReportText.Meanings);
        return page.Append("</main></body></html>\n").ToString().ReplaceLineEndings("\n");
    }

    private static void List(StringBuilder page, IEnumerable<string> sentences)
    {
        page.Append("<ul>\n");
        foreach (string sentence in sentences) page.Append($"<li>{Text(sentence)}</li>\n");
        page.Append("</ul>\n");
    }

    private static void Table(StringBuilder page, ReportTable table)
    {
        page.Append($"""<h2>{Text(table.Title)}</h2><div class="scroll" tabindex="0"><table><thead><tr>""");
        foreach (string column in table.Columns) page.Append($"<th>{Text(column)}</th>");
        page.Append("</tr></thead><tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append("<tr>");
            foreach (string cell in row) page.Append($"<td>{Text(cell)}</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody></table></div>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
