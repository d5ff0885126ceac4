namespace Engine.Tests.Sampling;

public sealed class SamplingTableTests
{
    [Fact]
    public void Readme_TableOfPolicies_IsMadeFromTheCatalog()
    {
        string readme = File.ReadAllText(Path.Combine(TestFiles.Root, "docs", "sampling.md")).ReplaceLineEndings("\n");
        Assert.True(readme.Contains(SamplingTable.Markdown, StringComparison.Ordinal), $"docs/sampling.md's table of policies should be\n{SamplingTable.Markdown}");
    }

    [Fact]
    public void Documentation_Samplers_NamesEveryPolicyThatCanBeOrdered()
    {
        string text = File.ReadAllText(Path.Combine(TestFiles.Root, "docs", "sampling.md"));
        Assert.All(Engine.Sampling.SamplerOrder.Names.Split(", "), name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
        Assert.All(Engine.Sampling.SamplingCatalog.Policies, policy => Assert.Contains(policy.Name, text, StringComparison.OrdinalIgnoreCase));
    }
}
