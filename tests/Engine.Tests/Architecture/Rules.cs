using System.Text.RegularExpressions;

namespace Engine.Tests.Architecture;

/// <summary>The rules of the house as functions from a file to what it breaks.</summary>
internal static partial class Rules
{
    public const int MaxLines = 600;

    /// <summary>What each room of src/Engine may name; a room names itself and the root namespace freely. The facade, Model, ties all rooms together.</summary>
    private static readonly Dictionary<string, string[]> s_rooms = new()
    {
        ["Gguf"] = ["Kernels"],
        ["Quantization"] = ["Gguf", "Kernels"],
        ["KvCache"] = [],
        ["Sampling"] = ["Kernels", "Tokenization"],
        ["Tokenization"] = ["Gguf", "Kernels"],
        ["Backends"] = ["Gguf", "KvCache", "Kernels", "Native", "Tokenization"],
        ["Models"] = ["Backends", "Gguf", "Kernels", "KvCache", "Tokenization"],
        ["Generation"] = ["Models", "Backends", "KvCache", "Sampling", "Tokenization", "Gguf", "Kernels"],
        ["Verification"] = ["Generation", "Models", "Backends", "KvCache", "Tokenization", "Gguf", "Kernels"],
        ["Comparison"] = ["Verification", "Quantization", "Generation", "Models", "Backends", "Sampling", "Tokenization", "Gguf", "Kernels"],
        ["Calibration"] = ["Comparison", "Verification", "Quantization", "Models", "Backends", "Tokenization", "Gguf"],
        ["Chat"] = ["Generation", "Models", "Sampling", "Tokenization", "Gguf"],
    };

    /// <summary>The rules by name; each is tried on every file of the checkout, and on a file that breaks it.</summary>
    public static readonly Dictionary<string, Func<SourceFile, IEnumerable<string>>> All = new()
    {
        ["rooms point one way"] = UpwardUse,
        ["every room is known"] = UnknownRoom,
        ["kernels have rooms"] = KernelRules.Rooms,
        ["public kernel types have files"] = KernelRules.PublicTypes,
        ["applications' interfaces stay outside the core"] = ApplicationInterfaces,
        ["interop stays in Engine.Native"] = Interop,
        ["the reference is plain code"] = CleverReference,
        ["unsafe stays in three projects"] = UnsafeProject,
        ["files fit a reader"] = LongFile,
        ["no plans in code"] = Plans,
        ["no registry addresses"] = RegistryHost,
    };

    private static IEnumerable<string> UpwardUse(SourceFile file)
    {
        if (Room(file) is not { } room || !s_rooms.TryGetValue(room, out string[]? allowed) || IsFacade(file)) yield break;
        foreach (string other in file.Usings.SelectMany(Rooms).Concat(Rooms(file.Code.Replace(" ", "", StringComparison.Ordinal))).Distinct())
            if (other != room && !allowed.Contains(other))
                yield return $"{room} names Engine.{other}; it may name {(allowed.Length == 0 ? "no other room" : string.Join(", ", allowed))}";
    }

    private static IEnumerable<string> UnknownRoom(SourceFile file)
    {
        if (Room(file) is { } room && !s_rooms.ContainsKey(room)) yield return $"src/Engine/{room} is not in the table of rooms";
    }

    /// <summary>Engine.Extensions.AI stands on what users can see: the facade and the catalog of sampling options; and nothing below it knows what applications use.</summary>
    private static IEnumerable<string> ApplicationInterfaces(SourceFile file)
    {
        string code = file.Code.Replace(" ", "", StringComparison.Ordinal);
        switch (file.Path.Split('/'))
        {
            case ["src", "Engine.Extensions.AI", ..]:
                foreach (string room in file.Usings.SelectMany(Rooms).Concat(Rooms(code)).Distinct())
                    if (room != "Sampling") yield return $"Engine.Extensions.AI names Engine.{room}; it may name Engine and Engine.Sampling";
                break;
            case ["src", "Engine" or "Engine.Kernels" or "Engine.Native", ..]:
                foreach (Match name in ApplicationNames().Matches(code)) yield return $"names {name.Value}; Engine.Extensions.AI may";
                break;
        }
    }

    /// <summary>
    /// The test oracles may call llama.cpp; one file in Kernels may call the C library for advice on memory, one may call the machine code that
    /// others had it load, one of the tests the C library for pages that cannot be touched, and one program beside them Windows for what a keyboard does.
    /// </summary>
    private static IEnumerable<string> Interop(SourceFile file)
    {
        if (file.Path.StartsWith("src/Engine.Native/", StringComparison.Ordinal) || file.Path.StartsWith("tests/Engine.Tests/Oracles/", StringComparison.Ordinal)) yield break;
        if (file.Path is "src/Engine.Kernels/Memory/HugePages.cs" or "src/Engine.Kernels/MachineCode/EmittedCode.cs" or "tests/Engine.Tests/Kernels/GuardedMemory.cs" or "tests/platforms/windows-console.cs") yield break;
        foreach (Match word in InteropWords().Matches(file.Code)) yield return $"interop: {word.Value}";
    }

    private static IEnumerable<string> CleverReference(SourceFile file)
    {
        bool isReference = file.Name.EndsWith(".Reference.cs", StringComparison.Ordinal) || file.Path.StartsWith("src/Engine/Backends/Reference/", StringComparison.Ordinal);
        if (!isReference) yield break;
        foreach (Match word in CleverWords().Matches(file.Code)) yield return $"not plain: {word.Value}";
        foreach (Match call in FastKernels().Matches(file.Code)) yield return $"calls the fast kernel {call.Groups[1].Value}.Forward; its Reference was expected";
    }

    private static IEnumerable<string> UnsafeProject(SourceFile file)
    {
        if (!file.Path.EndsWith(".csproj", StringComparison.Ordinal) || !file.Text.Contains("<AllowUnsafeBlocks>true", StringComparison.Ordinal)) yield break;
        if (file.Name is not ("Engine.Kernels.csproj" or "Engine.Native.csproj" or "Engine.Tests.csproj")) yield return "allows unsafe blocks";
    }

    private static IEnumerable<string> LongFile(SourceFile file)
    {
        if (!file.Path.EndsWith(".cs", StringComparison.Ordinal)) yield break;
        int lines = file.Text.AsSpan().Count('\n');
        if (lines > MaxLines) yield return $"{lines} lines; at most {MaxLines} are allowed";
    }

    private static IEnumerable<string> Plans(SourceFile file)
    {
        if (!file.Path.EndsWith(".cs", StringComparison.Ordinal)) yield break;
        foreach (Match word in PlanWords().Matches(file.Text)) yield return $"a plan: {word.Value}";
    }

    private static IEnumerable<string> RegistryHost(SourceFile file)
    {
        foreach (Match host in RegistryHosts().Matches(file.Text)) yield return $"a registry's address: {host.Value}";
    }

    private static string? Room(SourceFile file) =>
        file.Path.Split('/') is ["src", "Engine", var room, _, ..] ? room : null;

    private static bool IsFacade(SourceFile file) => file.Name == "Model.cs" || file.Name.StartsWith("Model.", StringComparison.Ordinal);

    private static IEnumerable<string> Rooms(string code) => RoomNames().Matches(code).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"(?<![\w.])Engine\.(Gguf|KvCache|Sampling|Tokenization|Backends|Models|Generation|Verification|Quantization|Comparison|Calibration|Chat|Native|Kernels|Cli)\b")]
    private static partial Regex RoomNames();

    [GeneratedRegex(@"Microsoft\.Extensions\.(AI|DependencyInjection|Hosting|Options|Diagnostics|Configuration)\b")]
    private static partial Regex ApplicationNames();

    [GeneratedRegex(@"\b(DllImport|LibraryImport|NativeLibrary\b|UnmanagedCallersOnly|delegate\*)")]
    private static partial Regex InteropWords();

    [GeneratedRegex(@"\b(unsafe\b|Unsafe\.|Intrinsics\b|Vector(64|128|256|512)?[<.]|Avx\w*|Sse\w*|AdvSimd|TensorPrimitives|fixed\()")]
    private static partial Regex CleverWords();

    [GeneratedRegex(@"\b(RmsNorm|LayerNorm|SwiGlu|GeGlu|Gelu|RoPE|SumExp)\. ?Forward")]
    private static partial Regex FastKernels();

    // Written in pieces, so that this file does not break its own rule.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|NotImplemented" + @"Exception)\b|\bfor n" + @"ow\b")]
    private static partial Regex PlanWords();

    [GeneratedRegex(@"registry\.npm" + @"js|api\.nu" + @"get|www\.nu" + @"get|registry\.ya" + @"rnpkg|npm" + @"js\.(org|com)|nu" + @"get\.org", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHosts();
}
