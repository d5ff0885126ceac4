using System.CommandLine;
using System.Globalization;
using Engine.Cli.Documents;
using Engine.Comparison;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine perplexity</c>: how well a model predicts a text, by llama.cpp's protocol.</summary>
internal static class PerplexityVerb
{
    public static Command Create()
    {
        var model = new ModelFlags(takesPath: true, hasContext: false);
        var text = new TextFile();
        var chunks = new ChunkFlags();
        var stride = new Option<int>("--stride") { Description = "Tokens between chunks that overlap, each of which scores its last ones; 0 for chunks side by side, which score their second half." };
        var json = CommonOptions.Json();
        var command = new Command("perplexity", "Measures how well a model predicts a text, with the error of the measurement.") { stride, json };
        model.AddTo(command);
        text.AddTo(command);
        chunks.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var options = new PerplexityOptions
            {
                ContextLength = chunks.Length(result),
                MaxChunks = chunks.Most(result),
                Stride = CommonOptions.Count(result, stride),
                Model = model.Options(result),
            };
            PerplexityResult measured;
            using (var status = new StatusLine())
            {
                var progress = new Watcher<PerplexityProgress>(at =>
                    status.Show(string.Create(CultureInfo.InvariantCulture, $"chunk {at.Done} of {at.Chunks}, perplexity {at.Perplexity:F4}")));
                measured = Perplexity.Measure(model.Path(result), text.Read(result), options, progress, cancellationToken);
            }
            string name = BackendNames.Of(measured.Backend);
            if (result.GetValue(json))
                Output.Json(new PerplexityDocument(measured.Value, measured.Error, measured.Tokens, measured.Chunks, name, options.ContextLength, options.Stride));
            else
                Output.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"perplexity {measured.Value:F4} +- {measured.Error:F4} over {measured.Tokens} tokens in {measured.Chunks} chunks of {options.ContextLength}, {name}"));
            return Task.CompletedTask;
        });
        return command;
    }
}
