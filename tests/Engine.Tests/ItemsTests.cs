using System.Reflection;
using System.Runtime.CompilerServices;

namespace Engine.Tests;

/// <summary>Records print what they hold, and are equal where that is.</summary>
public sealed class ItemsTests
{
    /// <summary>Lists and maps of the records that applications see.</summary>
    public static TheoryData<string, string> Properties
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var property in All()) rows.Add(property.DeclaringType!.FullName!, property.Name);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void Property_OfARecord_PrintsItsItems(string type, string name)
    {
        var property = typeof(Model).Assembly.GetType(type)!.GetProperty(name)!;
        object record = RuntimeHelpers.GetUninitializedObject(property.DeclaringType!);
        property.SetValue(record, Sample(property.PropertyType));
        Assert.StartsWith("[", property.GetValue(record)!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Options_ShowWhatWasAskedFor()
    {
        string shown = new GenerationOptions { StopSequences = ["\n", "END"], BannedTokens = [1, 2], LogitBias = new Dictionary<int, float> { [7] = -1.5f } }.ToString();
        Assert.Contains("StopSequences = ['\\n', 'END']", shown, StringComparison.Ordinal);
        Assert.Contains("BannedTokens = [1, 2]", shown, StringComparison.Ordinal);
        Assert.Contains("LogitBias = [7: -1.5]", shown, StringComparison.Ordinal);
        Assert.Contains("ForcedTokens = []", shown, StringComparison.Ordinal);
        Assert.Contains("Adapters = [LoraAdapter { Path = a.gguf, Scale = 1 }]", new ModelOptions { Adapters = [new LoraAdapter("a.gguf")] }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_ManyItems_ShowsTheFirstAndHowMany()
    {
        string shown = new Embeddings(3, [[0.5f, 1, 2], new float[384]], 4).ToString();
        Assert.Contains("Vectors = [[0.5, 1, 2], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ... (384)]]", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Equals_RecordsOfTheSameItems_AreEqual()
    {
        var one = new GenerationOptions { StopSequences = ["a"], LogitBias = new Dictionary<int, float> { [1] = 2, [3] = 4 } };
        var same = new GenerationOptions { StopSequences = new List<string> { "a" }, LogitBias = new Dictionary<int, float> { [3] = 4, [1] = 2 } };
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, same with { StopSequences = ["b"] });
        Assert.NotEqual(one, same with { LogitBias = new Dictionary<int, float> { [3] = 4, [1] = 5 } });
        Assert.Equal(new ModelOptions(), new ModelOptions());
    }

    private static IEnumerable<PropertyInfo> All() => typeof(Model).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == "Engine" && type.GetMethod("<Clone>$") is not null)
        .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(property => property.SetMethod is not null && property.PropertyType.IsGenericType && property.PropertyType.Name.StartsWith("IReadOnly", StringComparison.Ordinal));

    private static object Sample(Type type)
    {
        var of = type.GetGenericArguments();
        return of.Length == 1 ? Array.CreateInstance(of[0], 2) : Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(of))!;
    }
}
