using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Engine.Cli.Documents;

namespace Engine.Cli.Verbs;

/// <summary><c>engine generate</c>: the text a model continues a prompt with.</summary>
internal static class GenerateVerb
{
    public static Command Create()
    {
        var input = new PromptInput("prompt");
        var model = new ModelFlags();
        var sampling = new SamplingFlags();
        var constraint = new ConstraintFlags();
        var speculation = new SpeculationFlag();
        var maxTokens = new Option<int>("--max-tokens", "-n") { Description = "Tokens to generate at most; 0 for as many as the context holds.", DefaultValueFactory = _ => 256 };
        var stop = new Option<string[]>("--stop") { Description = "A text that ends generation; may be repeated." };
        var beams = new BeamFlags();
        var notes = new NoteFlags();
        var json = CommonOptions.Json();
        var command = new Command("generate", "Continues a prompt.") { maxTokens, stop, json };
        input.AddTo(command);
        model.AddTo(command);
        sampling.AddTo(command);
        beams.AddTo(command);
        notes.AddTo(command);
        constraint.AddTo(command);
        speculation.AddTo(command);

        command.SetAction(async (result, cancellationToken) =>
        {
            var options = sampling.Apply(result, new GenerationOptions
            {
                MaxTokens = CommonOptions.Count(result, maxTokens),
                StopSequences = result.GetValue(stop) ?? [],
            });
            var (addSpecial, parseSpecial) = input.Encoding(result);
            if (options.StopSequences.Any(string.IsNullOrEmpty)) throw new UsageException("--stop is empty; a text was expected");
            var search = beams.Options(result, options.MaxTokens);
            options = notes.Apply(result, options, result.GetValue(json), samples: search is null);
            options = constraint.Apply(result, options);
            if (search is not null && options.Constraint is not null) throw new UsageException("--beams searches without a constraint; leave one of them out");
            byte[] prompt = input.Read(result);

            long start = Stopwatch.GetTimestamp();
            await using var loaded = await model.LoadAsync(result, model.Options(result) with { MaxSequences = Math.Max(new ModelOptions().MaxSequences, search?.Width ?? 0) }, cancellationToken);
            var load = Stopwatch.GetElapsedTime(start);
            ModelFlags.RequireGeneration(loaded);
            var drafting = speculation.Load(result, model.Options(result));
            using var draft = drafting?.Draft;
            if (drafting is not null && search is not null) throw new UsageException("--beams searches without --speculate; leave one of them out");
            options = options with { Speculation = drafting };
            draft?.CheckVocabulary(loaded.Tokenizer);
            int[] ids = loaded.Tokenizer.Encode(prompt, addSpecial, parseSpecial);

            var trace = new List<TraceDocument>();
            var (completion, found) = search is not null
                ? await SearchAsync(loaded, ids, search, cancellationToken)
                : (await StreamAsync(loaded, ids, options, result.GetValue(json), trace, cancellationToken), null);
            if (result.GetValue(json)) Output.Json(CompletionDocument.Of(loaded, completion, load, found, drafting is not null, options.LogProbabilities is not null, notes.ShowsTrace(result) ? trace : null));
            else if (found is not null) PrintBeams(found);
            else if (notes.ShowsTrace(result)) Output.Console.Write(TraceTable.Create(trace));
            notes.WritePage(result, trace);
            if (!Console.IsErrorRedirected) PrintStatistics(loaded, completion);
        });
        return command;
    }

    private static async Task<Completion> StreamAsync(Model model, int[] prompt, GenerationOptions options, bool isQuiet, List<TraceDocument> trace, CancellationToken cancellationToken)
    {
        Completion? completion = null;
        await foreach (var piece in model.GenerateAsync(prompt, options, cancellationToken))
        {
            completion = piece.Completion;
            if (piece.Trace is not null) trace.Add(TraceDocument.Of(piece.Trace, id => TokenLabel.Of(model.Tokenizer.Decode([id], renderSpecial: true))));
            if (isQuiet || piece.Text.Length == 0) continue;
            Console.Out.Write(piece.Text);
            Console.Out.Flush();
        }
        if (!isQuiet) Console.Out.WriteLine();
        return completion!;
    }

    /// <summary>The best beam as a completion, and all of them.</summary>
    private static async Task<(Completion Best, IReadOnlyList<BeamSearchResult> All)> SearchAsync(
        Model model, int[] prompt, BeamSearchOptions options, CancellationToken cancellationToken)
    {
        var found = await model.SearchAsync(prompt, options, cancellationToken);
        var best = found[0];
        return (new Completion
        {
            Text = best.Text,
            Ids = best.Tokens,
            PromptIds = prompt,
            FinishReason = best.FinishReason,
            Usage = new Usage(prompt.Length, best.Tokens.Count, 0),
            Timings = default,
        }, found);
    }

    private static void PrintBeams(IReadOnlyList<BeamSearchResult> beams)
    {
        foreach (var beam in beams)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{beam.LogProbability,9:F3}  {beam.Text.ReplaceLineEndings("\\n")}"));
    }

    private static void PrintStatistics(Model model, Completion completion) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{completion.Usage.PromptTokens} + {completion.Usage.CompletionTokens} tokens, prefill {completion.Timings.PrefillTokensPerSecond:F0} tok/s, "
        + $"decode {completion.Timings.DecodeTokensPerSecond:F1} tok/s, TTFT {completion.Timings.TimeToFirstToken.TotalMilliseconds:F0} ms; "
        + $"{BackendNames.Of(model.LoadReport.Backend)}, {model.LoadReport.Device}"));
}
