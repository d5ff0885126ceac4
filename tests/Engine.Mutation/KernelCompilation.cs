using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Engine.Mutation;

/// <summary>The sources of Engine.Kernels, compiled in memory with one token changed.</summary>
internal sealed class KernelCompilation
{
    private static readonly string[] s_notKernels = ["Memory", "Threading"];

    private readonly string _folder;
    private readonly CSharpCompilation _compilation;
    private readonly byte[] _original;

    /// <summary>Reads the project in <paramref name="folder"/>, which was built in Release before: its generated sources are taken as they are.</summary>
    public KernelCompilation(string folder)
    {
        _folder = folder;
        var parse = new CSharpParseOptions(LanguageVersion.Preview);
        string output = Path.Combine(folder, "obj", "Release", "net10.0");
        var generated = Directory.EnumerateFiles(output, "*.cs").Concat(Directory.EnumerateFiles(Path.Combine(output, "generated"), "*.cs", SearchOption.AllDirectories));
        var trees = Sources().Concat(generated).Select(path => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path)), parse, path));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path));
        _compilation = CSharpCompilation.Create("Engine.Kernels", trees, references, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, deterministic: true, nullableContextOptions: NullableContextOptions.Enable));
        _original = Emit(_compilation, out string errors) ?? throw new InvalidOperationException($"the kernels do not compile: {errors}");
    }

    /// <summary>Every mutant of the fast kernels: not of references, contracts, memory and threads.</summary>
    public IReadOnlyList<Mutant> Mutants() => [.. Sources().Where(IsKernel).SelectMany(path => MutantFinder.Find(Relative(path), Tree(path)))];

    /// <summary>The assembly with <paramref name="mutant"/> in it; null when it does not compile, empty when it is the same.</summary>
    public byte[]? Compile(Mutant mutant)
    {
        var tree = Tree(Path.Combine(_folder, mutant.File));
        var text = tree.GetText().WithChanges(new TextChange(new TextSpan(mutant.Position, mutant.Original.Length), mutant.Replacement));
        byte[]? assembly = Emit(_compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(text)), out _);
        return assembly is not null && assembly.AsSpan().SequenceEqual(_original) ? [] : assembly;
    }

    private static byte[]? Emit(CSharpCompilation compilation, out string errors)
    {
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        errors = string.Join(Environment.NewLine, result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return result.Success ? stream.ToArray() : null;
    }

    private IEnumerable<string> Sources() => Directory.EnumerateFiles(_folder, "*.cs", SearchOption.AllDirectories)
        .Where(path => Relative(path).Split('/')[0] is not ("obj" or "bin")).Order(StringComparer.Ordinal);

    private bool IsKernel(string path)
    {
        if (s_notKernels.Contains(Relative(path).Split('/')[0]) || path.EndsWith(".Reference.cs", StringComparison.Ordinal)) return false;
        bool isContract = File.Exists(Path.ChangeExtension(path, ".Simd.cs")) || File.Exists(Path.ChangeExtension(path, ".Reference.cs"));
        return !isContract;
    }

    private SyntaxTree Tree(string path) => _compilation.SyntaxTrees.Single(tree => tree.FilePath == path);

    private string Relative(string path) => Path.GetRelativePath(_folder, path).Replace('\\', '/');
}
