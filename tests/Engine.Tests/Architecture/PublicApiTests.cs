using System.Reflection;
using PublicApiGenerator;

namespace Engine.Tests.Architecture;

/// <summary>What users can see of each library, as golden files. Changing one is a decision, so it shows up in the diff.</summary>
public sealed class PublicApiTests
{
    /// <summary>Set to 1, the tests write the golden files instead of comparing.</summary>
    private const string UpdateVariable = "ENGINE_UPDATE_PUBLIC_API";

    private static readonly ApiGeneratorOptions s_options = new()
    {
        IncludeAssemblyAttributes = false,
        ExcludeAttributes = ["System.Runtime.CompilerServices.InternalsVisibleToAttribute", "System.CodeDom.Compiler.GeneratedCodeAttribute"],
    };

    public static TheoryData<string> Assemblies => ["Engine", "Engine.Extensions.AI", "Engine.Kernels", "Engine.Native"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_PublicApi_IsTheGolden(string assembly)
    {
        string golden = Path.Combine(TestFiles.Root, "tests", "Engine.Tests", "Architecture", "PublicApi", $"{assembly}.txt");
        string api = Assembly.Load(assembly).GeneratePublicApi(s_options).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllText(golden, api);
            return;
        }
        Assert.True(File.Exists(golden), $"no {golden}; run the tests once with {UpdateVariable}=1");
        string[] had = File.ReadAllText(golden).ReplaceLineEndings("\n").Split('\n');
        string[] has = api.Split('\n');
        var changes = had.Except(has).Select(line => $"- {line.Trim()}").Concat(has.Except(had).Select(line => $"+ {line.Trim()}")).ToArray();
        Assert.True(had.SequenceEqual(has),
            $"the public API of {assembly} changed; if that is meant, run this test with {UpdateVariable}=1 and commit the file:\n{string.Join('\n', changes)}");
    }
}
