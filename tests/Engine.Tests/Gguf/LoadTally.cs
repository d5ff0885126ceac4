using Engine.Tests.Cli;

namespace Engine.Tests.Gguf;

/// <summary>Loads files in processes of their own, counts how that goes, and keeps the files that ended their process.</summary>
/// <param name="everyBackend">Whether every backend loads a file, and not only the first that can.</param>
internal sealed class LoadTally(bool everyBackend = false)
{
    public int Loaded { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Files that ended their process or hung, or were refused by another exception than promised.</summary>
    public List<string> Failures { get; } = [];

    public string Summary => $"{Loaded} loaded, {Refused} refused, {Failures.Count} failed";

    /// <summary>Tries the files, which are deleted.</summary>
    public async Task TryAsync(List<string> paths)
    {
        for (int start = 0; start < paths.Count;)
        {
            var results = await RunAsync([.. paths.Skip(start)]);
            foreach (string result in results) Count(paths[start++], result);
            if (start < paths.Count && (results.Length == 0 || !results[^1].StartsWith(LoadTrial.Failed, StringComparison.Ordinal)))
                Count(paths[start++], $"{LoadTrial.Failed} the process died");
        }
        foreach (string path in paths) File.Delete(path);
    }

    private async Task<string[]> RunAsync(string[] paths)
    {
        string list = Path.Combine(Path.GetDirectoryName(paths[0])!, $"{Guid.NewGuid():N}.list");
        await File.WriteAllLinesAsync(list, paths, TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string>
        {
            [LoadTrial.ListVariable] = list,
            ["GGML_NO_BACKTRACE"] = "1",             // or an abort forks a debugger
            ["DOTNET_GCHeapHardLimit"] = "20000000", // hexadecimal: 512 MiB of managed memory
        };
        if (everyBackend) environment[LoadTrial.EveryBackendVariable] = "1";
        string program = Path.Combine(AppContext.BaseDirectory, "Engine.Tests.dll");
        await Command.StartAsync(
            "dotnet", ["exec", program, "-explicit", "only", "-method", $"{typeof(LoadTrial).FullName}.{nameof(LoadTrial.Run)}"], environment, AppContext.BaseDirectory);
        string results = LoadTrial.ResultsOf(list);
        return File.Exists(results) ? await File.ReadAllLinesAsync(results, TestContext.Current.CancellationToken) : [];
    }

    private void Count(string path, string result)
    {
        if (result.StartsWith(LoadTrial.Loaded, StringComparison.Ordinal)) Loaded++;
        else if (result.StartsWith(LoadTrial.Refused, StringComparison.Ordinal)) Refused++;
        else Failures.Add($"{ScratchDirectory.Keep(path)}: {result}");
    }
}
