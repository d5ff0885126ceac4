namespace Engine.Tests.Architecture;

public sealed class RulesTests
{
    /// <summary>One file per rule that breaks it, in the order of the reasons one would have to write it.</summary>
    private static readonly (string Rule, string Path, string Text)[] s_offenders =
    [
        ("rooms point one way", "src/Engine/Sampling/TopK.cs", "using Engine.Backends; namespace Engine.Sampling;"),
        ("rooms point one way", "src/Engine/KvCache/Cache.cs", "namespace Engine.KvCache; class C { Engine.Gguf.GgufFile? f; }"),
        ("rooms point one way", "src/Engine/Backends/LlamaCpp/X.cs", "using X = Engine.Generation.Generator;"),
        ("every room is known", "src/Engine/Extras/X.cs", "namespace Engine;"),
        ("kernels have rooms", "src/Engine.Kernels/X.cs", "namespace Engine.Kernels;"),
        ("kernels have rooms", "src/Engine.Kernels/Extras/X.cs", "namespace Engine.Kernels.Extras;"),
        ("kernels have rooms", "src/Engine.Kernels/Gemm/Types/X.cs", "namespace Engine.Kernels.Gemm;"),
        ("kernels have rooms", "src/Engine.Kernels/Simd/X.cs", "using Engine.Kernels.Memory; namespace Engine.Kernels.Simd;"),
        ("public kernel types have files", "src/Engine.Kernels/Simd/X.cs", "namespace Engine.Kernels.Simd; public class X { }"),
        ("public kernel types have files", "src/Engine.Kernels/Memory/X.cs", "namespace Engine.Kernels.Memory; internal class X { } public enum Y { }"),
        ("applications' interfaces stay outside the core", "src/Engine/Models/X.cs", "using Microsoft.Extensions.AI; namespace Engine.Models;"),
        ("applications' interfaces stay outside the core", "src/Engine.Extensions.AI/X.cs", "using Engine.Backends; namespace Engine;"),
        ("interop stays in Engine.Native", "src/Engine/Models/X.cs", "class C { [DllImport(\"c\")] static extern int getpid(); }"),
        ("interop stays in Engine.Native", "tests/Engine.Tests/Models/X.cs", "class C { void M() => NativeLibrary.Load(\"c\"); }"),
        ("the reference is plain code", "src/Engine.Kernels/Attention/DenseAttention.Reference.cs", "class C { unsafe void M(float* x) { } }"),
        ("the reference is plain code", "src/Engine/Backends/Reference/X.cs", "class C { object M() => Vector256.Create(1f); }"),
        ("the reference is plain code", "src/Engine/Backends/Reference/X.cs", "class C { void M(float[] x) => RmsNorm.Forward(x, x, 1e-5, x); }"),
        ("unsafe stays in three projects", "src/Engine/Engine.csproj", "<AllowUnsafeBlocks>true</AllowUnsafeBlocks>"),
        ("files fit a reader", "src/Engine/Models/X.cs", new string('\n', Rules.MaxLines + 1)),
        ("no plans in code", "src/Engine/Models/X.cs", "// TO" + "DO: later"),
        ("no registry addresses", "native/npm-cpu/package-lock.json", "https://registry.npm" + "js.org/x"),
    ];

    public static TheoryData<string> RuleNames => [.. Rules.All.Keys];

    public static TheoryData<string, string, string> Offenders
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var (rule, path, text) in s_offenders) rows.Add(rule, path, text);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Checkout_EveryFile_KeepsTheRule(string rule)
    {
        string[] broken = [.. SourceFile.All.SelectMany(file => Rules.All[rule](file).Select(what => $"{file.Path}: {what}"))];
        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    [Theory]
    [MemberData(nameof(Offenders))]
    public void Rule_FileThatBreaksIt_IsReported(string rule, string path, string text) =>
        Assert.NotEmpty(Rules.All[rule](new SourceFile(path, text)));

    [Fact]
    public void Rule_WordsInCommentsAndStrings_AreNotCode() =>
        Assert.Empty(Rules.All["the reference is plain code"](new SourceFile(
            "src/Engine.Kernels/X.Reference.cs", "// no unsafe here\nclass C { string S = \"unsafe\"; string T = $\"Vector {1}\"; }")));

    [Fact]
    public void Checkout_IsSeenWhole() =>
        Assert.True(SourceFile.All.Count(file => file.Path.StartsWith("src/", StringComparison.Ordinal)) > 20, "the walk found almost no sources");
}
