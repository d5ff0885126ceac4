using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Tests;

/// <summary>Compiles programs that readers are shown.</summary>
internal static class CSharpExample
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private const string WebUsings =
        "global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; "
        + "global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;";

    /// <summary>Whether the project beside that file is one of a web application, which has usings of its own.</summary>
    public static bool IsWeb(string path) =>
        Directory.GetFiles(Path.GetDirectoryName(Path.Combine(TestFiles.Root, path))!, "*.csproj").Any(project => File.ReadAllText(project).Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal));

    /// <summary>What the compiler has against <paramref name="code"/>.</summary>
    public static IEnumerable<string> Errors(string code, bool isWeb = false) => Errors(Compile(isWeb, OutputKind.ConsoleApplication, code));

    /// <summary>What it has against a program on LLamaSharp, which the tests do not run on and a program beside them does.</summary>
    public static IEnumerable<string> ErrorsOnLlamaSharp(string code) => Errors(Compile(isWeb: false, OutputKind.ConsoleApplication, code)
        .AddReferences(((string[])["LLamaSharp.dll", "CommunityToolkit.HighPerformance.dll"]).Select(name => MetadataReference.CreateFromFile(Path.Combine(TestFiles.Together, name)))));

    /// <summary>
    /// What it has against <paramref name="code"/> in a namespace Shop of an application that has also a namespace Shop.Engine, in a file that uses Microsoft.Extensions.AI.
    /// </summary>
    public static IEnumerable<string> ErrorsInShop(string code, bool isWeb = false)
    {
        var unit = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code).GetRoot();
        string usings = string.Concat(unit.Usings.Select(line => line.ToString()).Append("using Microsoft.Extensions.AI;").Distinct());
        var statements = unit.Members.OfType<GlobalStatementSyntax>().ToArray();
        string types = string.Concat(unit.Members.Except<MemberDeclarationSyntax>(statements).Select(type => type.ToFullString()));
        bool returns = statements.Any(statement => statement.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ReturnStatementSyntax>().Any(end => end.Expression is not null));
        string method = $"public static async Task{(returns ? "<int>" : "")} Main(string[] args) {{ {string.Concat(statements.Select(statement => statement.ToFullString()))}\n}}";
        string inShop = $"{usings} namespace Shop {{ public static class Example {{ {method} }} {types} }}";
        return Errors(Compile(isWeb, OutputKind.ConsoleApplication, inShop, "namespace Shop.Engine { public sealed class Motor { } }"));
    }

    /// <summary>Compiles <paramref name="code"/> into a program at <paramref name="path"/>.</summary>
    public static void Emit(string code, bool isWeb, string path)
    {
        var result = Compile(isWeb, OutputKind.ConsoleApplication, code).Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
    }

    private static IEnumerable<string> Errors(Compilation compilation) =>
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString());

    private static CSharpCompilation Compile(bool isWeb, OutputKind kind, params string[] sources)
    {
        // The test process runs on what an example may use: .NET, Engine, and their packages.
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        string[] all = [ImplicitUsings, .. isWeb ? new[] { WebUsings } : [], .. sources];
        return CSharpCompilation.Create("Example", all.Select(source => CSharpSyntaxTree.ParseText(source)), references, new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
    }
}
