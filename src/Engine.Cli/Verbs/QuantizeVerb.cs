using System.CommandLine;
using System.Globalization;
using Engine.Cli.Documents;
using Engine.Kernels.Quantization;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine quantize</c>: a smaller file of the same model.</summary>
internal static class QuantizeVerb
{
    public static Command Create()
    {
        var input = new Argument<string>("in") { Description = "Path of a GGUF file; of a split model the first." };
        var output = new Argument<string?>("out") { Description = "The file to write; not needed with --dry-run.", Arity = ArgumentArity.ZeroOrOne };
        var type = new Option<string>("--type") { Description = $"What the file becomes: {string.Join(", ", Quantizer.Types)}.", Required = true };
        var tensors = new Option<string[]>("--tensor") { Description = "REGEX=TYPE: the type of the tensors whose names match; may be repeated, the first that matches counts." };
        var outputType = new Option<string?>("--output-type") { Description = "The type of output.weight, or of an embedding that serves as it." };
        var embeddingType = new Option<string?>("--embedding-type") { Description = "The type of token_embd.weight." };
        var importance = new Option<string?>("--imatrix") { Description = "An importance matrix of this model, as engine imatrix makes it." };
        var requantize = new Option<bool>("--allow-requantize") { Description = "Quantize again what is quantized already, which adds a second error." };
        var keepSplit = new Option<bool>("--keep-split") { Description = "A model in several files stays in as many; OUT is the name before -00001-of-00003.gguf." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say which tensor would get which type, and the sizes." };
        var threads = new Option<int>("--threads", "-t") { Description = "Threads that compute; 0 for all processors.", HelpName = "count" };
        var json = CommonOptions.Json();
        var command = new Command("quantize", "Makes a model smaller: the same weights in types of fewer bits.")
        {
            input, output, type, tensors, outputType, embeddingType, importance, requantize, keepSplit, dryRun, threads, json,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            string from = result.GetRequiredValue(input);
            var options = new QuantizeOptions
            {
                Type = Quantizer.ParseType(result.GetRequiredValue(type)),
                TensorOverrides = [.. (result.GetValue(tensors) ?? []).Select(ParseOverride)],
                OutputType = ParseType(outputType.Name, result.GetValue(outputType)),
                EmbeddingType = ParseType(embeddingType.Name, result.GetValue(embeddingType)),
                ImportanceMatrix = result.GetValue(importance),
                AllowRequantize = result.GetValue(requantize),
                KeepSplit = result.GetValue(keepSplit),
                Threads = CommonOptions.Count(result, threads),
            };
            if (result.GetValue(dryRun))
            {
                if (result.GetValue(output) is { } needless) throw new UsageException($"--dry-run writes nothing; OUT is {UntrustedText.Quote(needless)}, and none was expected");
                Show(Quantizer.Plan(from, options), null, result.GetValue(json));
                return CommandLine.Success;
            }
            string to = result.GetValue(output) ?? throw new UsageException("OUT is missing; the file to write was expected, or --dry-run");
            QuantizeResult quantized;
            using (var status = new StatusLine())
            {
                var progress = new Watcher<QuantizeProgress>(at => status.Show(string.Create(CultureInfo.InvariantCulture,
                    $"{100 * at.BytesDone / Math.Max(1, at.Bytes)} %, tensor {at.TensorsDone + 1} of {at.TensorCount}, {UntrustedText.Show(at.Tensor)}")));
                quantized = await Quantizer.QuantizeAsync(from, to, options, progress, cancellationToken);
            }
            Show(quantized.Plan, quantized, result.GetValue(json));
            return CommandLine.Success;
        });
        return command;
    }

    private static void Show(QuantizePlan plan, QuantizeResult? quantized, bool json)
    {
        if (json) Output.Json(QuantizeDocument.Of(plan, quantized));
        else WriteTable(plan, quantized);
        foreach (string warning in quantized?.Warnings ?? []) Output.Complain(warning);
        foreach (var group in plan.Tensors.Where(tensor => tensor.Fallback is not null).GroupBy(tensor => (tensor.Fallback, tensor.To, tensor.Dimensions[0])))
            Output.Complain($"{group.Count()} tensors have rows of {group.Key.Item3}, no multiple of {group.Key.Fallback}'s block; they are {group.Key.To}");
    }

    private static void WriteTable(QuantizePlan plan, QuantizeResult? quantized)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in new[] { "from", "to", "because" }) table.AddColumn(column);
        foreach (string column in new[] { "tensors", "bytes before", "after" }) table.AddColumn(column, settings => settings.RightAligned());
        foreach (var group in plan.Tensors.GroupBy(tensor => (tensor.From, tensor.To, tensor.Reason)).OrderByDescending(group => group.Sum(tensor => tensor.Bytes)))
            table.AddRow(group.Key.From.ToString(), group.Key.To.ToString(), Markup.Escape(group.Key.Reason), Number(group.Count()), Number(group.Sum(tensor => tensor.BytesBefore)), Number(group.Sum(tensor => tensor.Bytes)));
        Output.Console.Write(table);
        string where = quantized is null ? "tensors" : string.Join(", ", quantized.Outputs);
        Output.Console.Write(new Text(string.Create(CultureInfo.InvariantCulture,
            $"{where}: {quantized?.Bytes ?? plan.Bytes:N0} bytes, {plan.BitsPerWeight:F2} bits per weight; the tensors were {plan.BytesBefore:N0}\n")));
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static TensorOverride ParseOverride(string text)
    {
        int equals = text.LastIndexOf('=');
        if (equals <= 0) throw new UsageException($"--tensor is {UntrustedText.Quote(text)}; REGEX=TYPE was expected");
        return new TensorOverride(text[..equals], ParseType("--tensor", text[(equals + 1)..])!.Value);
    }

    private static TensorType? ParseType(string flag, string? name)
    {
        if (name is null) return null;
        var writable = TensorTypes.All.Where(row => row.Codec is not null);
        return writable.FirstOrDefault(row => row.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Type
            ?? throw new UsageException($"{flag} names the type {UntrustedText.Quote(name)}; one of {string.Join(", ", writable.Select(row => row.Name))} was expected");
    }
}
