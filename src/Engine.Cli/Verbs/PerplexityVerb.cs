using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Engine.Comparison;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine perplexity</c>: how well a model predicts a text, by llama.cpp's protocol.</summary>
internal static class PerplexityVerb
{
    public static Command Create()
    {
        var path = new Argument<string>("model") { Description = "Path of a GGUF file.", DefaultValueFactory = _ => CommonOptions.DemoModel };
        var text = new TextFile();
        var chunks = new ChunkFlags();
        var stride = new Option<int>("--stride") { Description = "Tokens between chunks that overlap, each of which scores its last ones; 0 for chunks side by side, which score their second half." };
        var kv = KvTypes.Option();
        var backend = CommonOptions.Backend();
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var command = new Command("perplexity", "Measures how well a model predicts a text, with the error of the measurement.") { path, stride, kv, backend, threads, json };
        text.AddTo(command);
        chunks.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var types = result.GetValue(kv);
            var options = new PerplexityOptions
            {
                ContextLength = chunks.Length(result),
                MaxChunks = chunks.Most(result),
                Stride = CommonOptions.Count(result, stride),
                Model = new ModelOptions
                {
                    Backend = result.GetValue(backend),
                    Threads = CommonOptions.Count(result, threads),
                    KeyType = types?.Keys,
                    ValueType = types?.Values,
                },
            };
            PerplexityResult measured;
            using (var status = new StatusLine())
            {
                var progress = new Watcher<PerplexityProgress>(at =>
                    status.Show(string.Create(CultureInfo.InvariantCulture, $"chunk {at.Done} of {at.Chunks}, perplexity {at.Perplexity:F4}")));
                measured = Perplexity.Measure(result.GetRequiredValue(path), text.Read(result), options, progress, cancellationToken);
            }
            string name = CommonOptions.Name(measured.Backend);
            if (result.GetValue(json))
                Output.Json(new PerplexityJson(measured.Value, measured.Error, measured.Tokens, measured.Chunks, name, options.ContextLength, options.Stride), ComparisonJson.Default.PerplexityJson);
            else
                Output.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"perplexity {measured.Value:F4} +- {measured.Error:F4} over {measured.Tokens} tokens in {measured.Chunks} chunks of {options.ContextLength}, {name}"));
            return Task.CompletedTask;
        });
        return command;
    }
}

/// <summary>What <c>perplexity --json</c> prints.</summary>
internal sealed record PerplexityJson(double Perplexity, double Error, int Tokens, int Chunks, string Backend, int Context, int Stride);

/// <summary>The documents of the verbs that compare.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PerplexityJson))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
