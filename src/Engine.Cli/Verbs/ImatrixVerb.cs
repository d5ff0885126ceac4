using System.CommandLine;
using System.Globalization;
using Engine.Cli.Documents;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine imatrix</c>: which weights of a model meet large activations, for <c>engine quantize --imatrix</c>.</summary>
internal static class ImatrixVerb
{
    public static Command Create()
    {
        var model = new ModelFlags(takesPath: true, hasContext: false, watches: true);
        var text = new TextFile();
        var chunks = new ChunkFlags("each is read afresh, and all of them count");
        var output = new Option<string>("--out", "-o") { Description = "The file to write; one that is there already is gone on with.", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("imatrix", "Measures how large the activations are that a text sends through each matrix of a model.") { output, json };
        model.AddTo(command);
        text.AddTo(command);
        chunks.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var options = new CalibrationOptions
            {
                ContextLength = chunks.Length(result),
                MaxChunks = chunks.Most(result),
                Dataset = Path.GetFileName(text.Name(result)),
                Model = model.Options(result),
            };
            CalibrationResult made;
            using (var status = new StatusLine())
            {
                var progress = new Watcher<CalibrationProgress>(at => status.Show(string.Create(CultureInfo.InvariantCulture, $"chunk {at.Done} of {at.Chunks}")));
                made = Calibrator.Collect(model.Path(result), text.Read(result), result.GetRequiredValue(output), options, progress, cancellationToken);
            }
            if (result.GetValue(json))
                Output.Json(new ImatrixDocument(made.Output, made.Chunks, made.Tokens, made.Entries, BackendNames.Of(made.Backend), made.ResumedChunks));
            else
                Output.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{UntrustedText.Show(made.Output)}: {made.Entries} matrices over {made.Tokens} tokens in {made.Chunks} chunks, {made.ResumedChunks} of them from before, {BackendNames.Of(made.Backend)}"));
            return Task.CompletedTask;
        });
        return command;
    }
}
