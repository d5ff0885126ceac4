using System.CommandLine;
using System.Runtime.InteropServices;
using Engine.Cli.Documents;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine doctor</c>: what was found of llama.cpp and of the machine, and what that means. A report, so it always succeeds.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var directory = new Option<string?>("--native-directory") { Description = "Look for llama.cpp's libraries in this directory only." };
        var command = new Command("doctor", "Shows the libraries found and where, devices, processor features, and why CUDA is off.") { json, directory };
        command.SetAction(result =>
        {
            string? only = result.GetValue(directory);
            var native = NativeLibraryReport.Create(only);
            var choice = LoadDemo(only);
            if (result.GetValue(json)) Output.Json(DoctorDocument.Of(native, choice));
            else WriteTables(native, choice);
        });
        return command;
    }

    /// <summary>What loading without a wish for a backend does here: the answer to "which would it take, and why".</summary>
    private static LoadReport LoadDemo(string? directory)
    {
        using var model = Model.Load(ModelPath.Demo, new ModelOptions { NativeDirectory = directory, ContextLength = 256 });
        return model.LoadReport;
    }

    private static void WriteTables(NativeLibraryReport native, LoadReport choice)
    {
        Print("llama.cpp",
        [
            ("Usable", native.Problem is null ? "yes" : $"no: {native.Problem}"),
            ("Library", native.Library ?? "none"),
            ("Source", native.Source),
            ("Version", native.Library is null ? "" : native.LlamaVersion.Length > 0 ? $"{native.LlamaVersion}, ggml {native.GgmlVersion}" : $"ggml {native.GgmlVersion}"),
            ("ABI", native.Library is null ? "" : $"{native.AbiProfile}: model parameters {native.ModelParams}, context parameters {native.ContextParams}"),
            ("CPU library", native.CpuVariant),
            .. native.Devices.Select(device => ($"Device {device.Name}", $"{device.Description}, {device.Kind}, {Gibibytes(device.FreeBytes)} of {Gibibytes(device.TotalBytes)} free")),
            ("GPU", native.WhyNoGpu is null ? "yes" : $"no: {native.WhyNoGpu}"),
            .. native.Searched.Select((place, i) => ($"Searched {i + 1}", $"{place.Directory} ({place.Through}): {place.Found}")),
        ]);
        Print("Machine",
        [
            ("System", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}"),
            ("Runtime", RuntimeInformation.FrameworkDescription),
            ("Processors", $"{Environment.ProcessorCount} usable by this process"),
            ("Memory", $"{Gibibytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} usable by this process"),
            ("Features", string.Join(", ", ProcessorFeatures.InstructionSets.Where(set => set.Supported).Select(set => set.Name))),
            ("Lacking", string.Join(", ", ProcessorFeatures.InstructionSets.Where(set => !set.Supported).Select(set => set.Name))),
            ("Vector<T>", $"{ProcessorFeatures.VectorBytes} bytes"),
        ]);
        Print("Backend auto, for the demo model",
        [
            ("Takes", BackendNames.Of(choice.Backend)),
            ("Because", choice.Reason),
            ("Device", choice.Device),
            .. choice.Warnings.Select(warning => ("Warning", warning)),
        ]);
    }

    private static void Print(string title, IEnumerable<(string Name, string Value)> rows)
    {
        var table = new Table().Title(title).Border(TableBorder.Rounded).HideHeaders().AddColumns("", "");
        foreach (var (name, value) in rows)
            if (value.Length > 0) table.AddRow(Markup.Escape(name), Markup.Escape(value));
        Output.Console.Write(table);
    }

    private static string Gibibytes(long bytes) => $"{bytes / (double)(1L << 30):F1} GiB";
}
