using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
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
            if (result.GetValue(json)) Output.Json(writer => WriteJson(writer, native, choice));
            else WriteTables(native, choice);
        });
        return command;
    }

    /// <summary>What loading without a wish for a backend does here: the answer to "which would it take, and why".</summary>
    private static LoadReport LoadDemo(string? directory)
    {
        using var model = Model.Load(CommonOptions.DemoModel, new ModelOptions { NativeDirectory = directory, ContextLength = 256 });
        return model.LoadReport;
    }

    private static void WriteTables(NativeLibraryReport native, LoadReport choice)
    {
        Print("llama.cpp",
        [
            ("Usable", native.Problem is null ? "yes" : $"no: {native.Problem}"),
            ("Library", native.Library ?? "none"),
            ("Version", native.Library is null ? "" : $"{native.LlamaVersion}, ggml {native.GgmlVersion}"),
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
            ("Takes", Name(choice.Backend)),
            ("Because", choice.Reason),
            ("Device", choice.Device),
            .. choice.Warnings.Select(warning => ("Warning", warning)),
        ]);
    }

    private static void WriteJson(Utf8JsonWriter writer, NativeLibraryReport native, LoadReport choice)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("llama_cpp");
        writer.WriteBoolean("usable", native.Problem is null);
        writer.WriteString("problem", native.Problem);
        writer.WriteString("library", native.Library);
        writer.WriteString("version", native.LlamaVersion);
        writer.WriteString("ggml_version", native.GgmlVersion);
        writer.WriteString("abi_profile", native.AbiProfile);
        writer.WriteString("model_params", native.ModelParams);
        writer.WriteString("context_params", native.ContextParams);
        writer.WriteString("cpu_library", native.CpuVariant);
        writer.WriteStartArray("mapped");
        foreach (string file in native.Mapped) writer.WriteStringValue(file);
        writer.WriteEndArray();
        writer.WriteStartArray("searched");
        foreach (var place in native.Searched)
        {
            writer.WriteStartObject();
            writer.WriteString("directory", place.Directory);
            writer.WriteString("through", place.Through);
            writer.WriteString("found", place.Found);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();

        writer.WriteStartArray("devices");
        foreach (var device in native.Devices)
        {
            writer.WriteStartObject();
            writer.WriteString("name", device.Name);
            writer.WriteString("description", device.Description);
            writer.WriteString("kind", device.Kind);
            writer.WriteNumber("free_bytes", device.FreeBytes);
            writer.WriteNumber("total_bytes", device.TotalBytes);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteString("why_no_gpu", native.WhyNoGpu);

        writer.WriteStartObject("machine");
        writer.WriteString("system", RuntimeInformation.OSDescription);
        writer.WriteString("runtime_identifier", RuntimeInformation.RuntimeIdentifier);
        writer.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        writer.WriteNumber("processors", Environment.ProcessorCount);
        writer.WriteNumber("memory_bytes", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        writer.WriteNumber("vector_bytes", ProcessorFeatures.VectorBytes);
        writer.WriteStartObject("features");
        foreach (var (name, supported) in ProcessorFeatures.InstructionSets) writer.WriteBoolean(name, supported);
        writer.WriteEndObject();
        writer.WriteEndObject();

        writer.WriteStartObject("auto");
        writer.WriteString("backend", Name(choice.Backend));
        writer.WriteString("reason", choice.Reason);
        writer.WriteString("device", choice.Device);
        writer.WriteStartArray("warnings");
        foreach (string warning in choice.Warnings) writer.WriteStringValue(warning);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string Name(Backend backend) => backend == Backend.LlamaCpp ? "llama.cpp" : backend.ToString().ToLowerInvariant();

    private static void Print(string title, IEnumerable<(string Name, string Value)> rows)
    {
        var table = new Table().Title(title).Border(TableBorder.Rounded).HideHeaders().AddColumns("", "");
        foreach (var (name, value) in rows)
            if (value.Length > 0) table.AddRow(Markup.Escape(name), Markup.Escape(value));
        Output.Console.Write(table);
    }

    private static string Gibibytes(long bytes) => $"{bytes / (double)(1L << 30):F1} GiB";
}
