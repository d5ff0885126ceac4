using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Tests.Architecture;

/// <summary>A file of the checkout as the rules read it: its path from the root, its text, and for C# its code without comments and literals.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    private static readonly string[] s_generated = ["bin", "obj", "artifacts", "node_modules", "TestResults", ".git", ".vs", ".idea"];
    private static readonly string[] s_text = [".cs", ".csproj", ".props", ".targets", ".proj", ".sln", ".md", ".ps1", ".sh", ".json", ".yml", ".config", ".txt", ""];

    private readonly Lazy<CompilationUnitSyntax?> _root = new(() =>
        Path.EndsWith(".cs", StringComparison.Ordinal) ? CSharpSyntaxTree.ParseText(Text).GetCompilationUnitRoot() : null);

    /// <summary>Every text file of the checkout that is not made by a build.</summary>
    public static IReadOnlyList<SourceFile> All { get; } = [.. Walk(TestFiles.Root)
        .Where(path => s_text.Contains(System.IO.Path.GetExtension(path)))
        .Select(path => new SourceFile(System.IO.Path.GetRelativePath(TestFiles.Root, path).Replace('\\', '/'), File.ReadAllText(path)))];

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The tokens of a C# file joined by nothing but the spaces that keep words apart; string literals are empty.</summary>
    public string Code => _root.Value is not { } root ? "" : string.Concat(root.DescendantTokens().Select(token =>
        token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8StringLiteralToken ? "\"\""
        : SyntaxFacts.IsKeywordKind(token.Kind()) || token.IsKind(SyntaxKind.IdentifierToken) ? $" {token.Text}"
        : token.Text));

    /// <summary>The namespaces a C# file names in using directives, aliases and static ones included.</summary>
    public IEnumerable<string> Usings =>
        _root.Value?.DescendantNodes().OfType<UsingDirectiveSyntax>().Select(directive => directive.NamespaceOrType.ToString()) ?? [];

    /// <summary>Everything of one kind in a C# file.</summary>
    public IEnumerable<TNode> Nodes<TNode>() where TNode : SyntaxNode => _root.Value?.DescendantNodes().OfType<TNode>() ?? [];

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder)
            .Where(child => !s_generated.Contains(System.IO.Path.GetFileName(child)))
            .SelectMany(Walk));
}
