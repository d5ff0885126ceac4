using System.Net;
using Engine.Cli.Documents;

namespace Engine.Cli;

/// <summary>Traces as one HTML page that needs no other file: the text, and for the token clicked on what every policy did.</summary>
internal static class TracePage
{
    /// <summary>The page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="tokens">The tokens, in their order. Their texts are foreign: the page puts them in as text, never as HTML.</param>
    public static string Html(string title, IReadOnlyList<TraceDocument> tokens) => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>{{WebUtility.HtmlEncode(title)}}</title>
        <style>
        body { font: 15px sans-serif; margin: 2em; max-width: 70em }
        #text span { cursor: pointer; padding: 1px 2px; border-radius: 3px; white-space: pre-wrap; font-family: monospace }
        #text span.chosen { outline: 2px solid #08306b }
        table { border-collapse: collapse; margin-top: 1em }
        th, td { text-align: left; padding: 3px 12px; border-bottom: 1px solid #ddd; vertical-align: top }
        td.number { text-align: right; font-variant-numeric: tabular-nums }
        code { background: #f0f0f0; padding: 0 3px; white-space: pre }
        </style>
        </head>
        <body>
        <h1>{{WebUtility.HtmlEncode(title)}}</h1>
        <p>The deeper the blue of a token, the more probable it was to the model. Click one, or use the arrow keys.</p>
        <div id="text"></div>
        <div id="steps"></div>
        <script>
        const tokens = {{DocumentJson.ForScript(new TracePageDocument(tokens))}}.tokens;
        const text = document.getElementById("text"), steps = document.getElementById("steps");
        let chosen = 0;
        const share = p => (100 * p).toFixed(2) + " %";
        function cell(row, content, isNumber) {
          const td = row.insertCell();
          if (isNumber) td.className = "number";
          if (typeof content === "string") td.textContent = content; else td.append(...content);
        }
        function named(list) {
          return list.flatMap(t => { const code = document.createElement("code"); code.textContent = t.text; return [code, " " + share(t.probability) + "  "]; });
        }
        function show(index) {
          chosen = Math.max(0, Math.min(tokens.length - 1, index));
          [...text.children].forEach((span, i) => span.className = i === chosen ? "chosen" : "");
          const token = tokens[chosen], table = document.createElement("table"), head = table.createTHead().insertRow();
          ["policy", "left", "removed", "their share", "the token's", "most probable removed", "most probable left"].forEach(name => {
            const th = document.createElement("th"); th.textContent = name; head.append(th);
          });
          const body = table.createTBody(), model = body.insertRow();
          ["the model", String(token.candidates), "", "", share(token.probability), ""].forEach((value, i) => cell(model, value, i > 0 && i < 5));
          cell(model, named(token.top));
          for (const step of token.steps) {
            const row = body.insertRow();
            [step.policy, String(step.candidates), step.removed_count ? String(step.removed_count) : "", step.removed_count ? share(step.removed_probability) : "",
             share(step.probability)].forEach((value, i) => cell(row, value, i > 0));
            cell(row, named(step.removed));
            cell(row, named(step.top));
          }
          steps.replaceChildren(table);
        }
        tokens.forEach((token, i) => {
          const span = document.createElement("span");
          span.textContent = token.text;
          span.style.background = `rgba(8, 48, 107, ${0.05 + 0.5 * token.probability})`;
          span.onclick = () => show(i);
          text.append(span);
        });
        addEventListener("keydown", event => {
          if (event.key === "ArrowRight") show(chosen + 1);
          if (event.key === "ArrowLeft") show(chosen - 1);
        });
        if (tokens.length) show(0);
        </script>
        </body>
        </html>

        """;
}
