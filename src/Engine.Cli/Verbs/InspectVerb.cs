using System.CommandLine;
using System.Globalization;
using Engine.Cli.Documents;
using Engine.Gguf;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine inspect</c>: what is in a GGUF file, whether it is sound, and how much memory it will take.</summary>
internal static class InspectVerb
{
    private static readonly int[] s_contexts = [512, 2048, 4096, 8192, 32768];
    private static readonly TensorType[] s_cacheTypes = [TensorType.F32, TensorType.F16, TensorType.Q8_0, TensorType.Q4_0];

    public static Command Create()
    {
        var path = new ModelPath(takesArgument: true);
        var scan = new Option<bool>("--check-weights") { Description = "Also read every weight and refuse NaN and infinity." };
        var json = CommonOptions.Json();
        var command = new Command("inspect", "Shows metadata, tensors, soundness and predicted memory of a GGUF file.") { scan, json };
        path.AddTo(command);
        command.SetAction(result =>
        {
            using var file = GgufFile.Open(path.Of(result));
            var (report, problem) = Validate(file, result.GetValue(scan));
            // A file that is refused may state a shape for which there is no plan.
            var plan = report is null ? null : MemoryPlan.For(file);
            if (result.GetValue(json)) Output.Json(InspectDocument.Of(file, report, problem, plan, plan is null ? [] : Contexts(report!.Shape), s_cacheTypes));
            else WriteTables(file, report, plan);
            if (problem is null) return CommandLine.Success;
            Output.Complain(problem);
            return CommandLine.BadInput;
        });
        return command;
    }

    private static (GgufReport? Report, string? Problem) Validate(GgufFile file, bool scanWeights)
    {
        try
        {
            return (GgufValidator.Validate(file, scanWeights), null);
        }
        catch (GgufException refusal)
        {
            return (null, refusal.Message);
        }
    }

    private static void WriteTables(GgufFile file, GgufReport? report, MemoryPlan? plan)
    {
        Heading($"{file.Path}: {Size(file.Length)}, GGUF version {file.Version}, {Describe(file, report)}");
        WriteMetadata(file);
        if (plan is not null && file.Tensors.Count > 0) WriteWeights(plan);
        if (plan is not null && report!.Kind == GgufKind.Model) WriteMemory(plan, report.Shape);
        foreach (string warning in report?.Warnings ?? []) Output.Console.Write(new Text($"warning: {UntrustedText.Show(warning, limit: 1000)}\n", new Style(Color.Yellow)));
    }

    private static string Describe(GgufFile file, GgufReport? report) => report is null
        ? "refused"
        : $"{report.Kind.ToString().ToLowerInvariant()} of architecture {file.Metadata.Architecture}";

    private static void WriteMetadata(GgufFile file)
    {
        var table = Table("Metadata", "Value");
        int widestKey = file.Metadata.Keys.Select(key => UntrustedText.Show(key).Length).DefaultIfEmpty(0).Max();
        const int margin = 32;   // borders, and what is said of a text that is cut
        int room = Math.Max(20, Output.Console.Profile.Width - widestKey - margin);
        foreach (var (key, value) in file.Metadata) table.AddRow(new Text(UntrustedText.Show(key)), new Text(UntrustedText.Show(Show(value), room)));
        Output.Console.Write(table);
    }

    private static void WriteWeights(MemoryPlan plan)
    {
        var table = Table("Weights", "tensors", "parameters", "size", "bits per weight");
        foreach (var group in plan.Weights)
            table.AddRow(group.Type.ToString(), Number(group.TensorCount), Number(group.ParameterCount), Size(group.Bytes), Bits(group.BitsPerWeight));
        if (plan.Weights.Count > 1)
            table.AddRow("all", Number(plan.Weights.Sum(group => group.TensorCount)), Number(plan.ParameterCount), Size(plan.WeightBytes), Bits(8.0 * plan.WeightBytes / plan.ParameterCount));
        Output.Console.Write(table);
    }

    private static void WriteMemory(MemoryPlan plan, Hyperparameters shape)
    {
        Heading($"Predicted memory: weights {Size(plan.WeightBytes)}, and by context (this model: {Number(shape.ContextLength)} tokens)");
        var cacheTypes = plan.HasKvCache ? s_cacheTypes : [];
        var table = Table("Context", ["compute", .. cacheTypes.Select(type => $"KV {type}"), .. plan.HasKvCache ? (string[])["all, F16"] : ["all"]]);
        foreach (int context in Contexts(shape))
        {
            table.AddRow([
                Number(context),
                Size(plan.ComputeBytes(context)),
                .. cacheTypes.Select(type => plan.KvBytes(context, type, type) is long bytes ? Size(bytes) : "-"),
                Size(plan.TotalBytes(context, TensorType.F16, TensorType.F16) ?? 0),
            ]);
        }
        Output.Console.Write(table);
        if (cacheTypes.Any(type => plan.KvBytes(1, type, type) is null))
            Output.Console.Write(new Text($"- : a head of {shape.HeadDim} elements is no multiple of the type's block\n"));
    }

    /// <summary>The usual lengths up to the model's own, and that; a model without one gets them all.</summary>
    private static IEnumerable<int> Contexts(Hyperparameters shape) =>
        s_contexts.Append(shape.ContextLength).Where(context => context > 0 && (context <= shape.ContextLength || shape.IsCausal)).Distinct().Order();

    /// <summary>Vocabularies are counted, not shown.</summary>
    private static bool IsLong(GgufValue value) => value.Count > MetadataValueConverter.MostShown;

    private static string Show(GgufValue value) =>
        IsLong(value) ? $"{Number(value.Count)} x {value.ElementType}" : string.Join(", ", Enumerable.Range(0, value.Count).Select(value.Text));

    private static Table Table(string first, params ReadOnlySpan<string> others)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(new Text(first, new Style(decoration: Decoration.Bold))).NoWrap().Padding(0, 0, 1, 0));
        bool isText = others.Length == 1;
        foreach (string header in others)
        {
            var column = new TableColumn(new Text(header, new Style(decoration: Decoration.Bold))).NoWrap().Padding(0, 0, 1, 0);
            table.AddColumn(isText ? column : column.RightAligned());
        }
        return table;
    }

    private static void Heading(string text) => Output.Console.Write(new Text(UntrustedText.Show(text, limit: 1000) + "\n"));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bits(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++) value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || value >= 100 ? $"{value:0}" : $"{value:0.0}")} {units[unit]}");
    }
}
