using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Engine.Tests.Architecture;

/// <summary>The rules of the rooms of src/Engine.Kernels.</summary>
internal static class KernelRules
{
    private const string Project = "src/Engine.Kernels/", Root = "Engine.Kernels";

    /// <summary>What each room may name; a room names itself, and what lies at the root, freely.</summary>
    private static readonly Dictionary<string, string[]> s_rooms = new()
    {
        ["Memory"] = [],
        ["Threading"] = [],
        ["Simd"] = [],
        ["MachineCode"] = [],
        ["Quantization"] = ["Simd"],
        ["Layers"] = ["Simd"],
        ["Selection"] = ["Layers", "Simd"],
        ["Attention"] = ["Memory", "Quantization", "Simd"],
        ["Gemm"] = ["MachineCode", "Memory", "Quantization", "Simd"],
    };

    /// <summary>The checks that every kernel shares, and nothing else.</summary>
    private static readonly string[] s_atTheRoot = ["Shapes.cs", "AssemblyInfo.cs"];

    /// <summary>Vocabulary of every user of the library, who needs no other namespace for it than Engine.</summary>
    private static readonly string[] s_inTheUsersNamespace = ["TensorType.cs"];

    /// <summary>Rooms whose types users may see.</summary>
    private static readonly string[] s_public = ["Memory", "Quantization"];

    public static IEnumerable<string> Rooms(SourceFile file)
    {
        if (!IsKernel(file)) yield break;
        string[] path = file.Path[Project.Length..].Split('/');
        if (path.Length == 1)
        {
            if (!s_atTheRoot.Contains(file.Name)) yield return "lies at the root of Engine.Kernels; a room was expected";
            yield break;
        }
        string room = path[0], expected = string.Join('.', [Root, .. path[..^1]]);
        if (!s_rooms.TryGetValue(room, out string[]? allowed))
        {
            yield return $"{Project}{room} is not in the table of rooms";
            yield break;
        }
        if (s_inTheUsersNamespace.Contains(file.Name)) expected = "Engine";
        foreach (string name in file.Nodes<BaseNamespaceDeclarationSyntax>().Select(node => node.Name.ToString()).Where(name => name != expected))
            yield return $"is in namespace {name}; {expected}, as its folder says, was expected";
        foreach (string other in file.Usings.Where(name => name.StartsWith(Root + ".", StringComparison.Ordinal)).Select(name => name.Split('.')[2]).Distinct())
            if (other != room && !allowed.Contains(other))
                yield return $"{room} names {Root}.{other}; it may name {(allowed.Length == 0 ? "no other room" : string.Join(", ", allowed))}";
    }

    public static IEnumerable<string> PublicTypes(SourceFile file)
    {
        if (!IsKernel(file)) yield break;
        foreach (string name in file.Nodes<BaseTypeDeclarationSyntax>()
            .Where(type => type.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax && type.Modifiers.Any(modifier => modifier.Text == "public"))
            .Select(type => type.Identifier.Text))
        {
            if (!s_public.Contains(file.Path[Project.Length..].Split('/')[0])) yield return $"{name} is public; public types lie in {string.Join(" or ", s_public)}";
            if (file.Name != name + ".cs") yield return $"{name} is public; a file of its own name was expected";
        }
    }

    private static bool IsKernel(SourceFile file) =>
        file.Path.StartsWith(Project, StringComparison.Ordinal) && file.Path.EndsWith(".cs", StringComparison.Ordinal);
}
