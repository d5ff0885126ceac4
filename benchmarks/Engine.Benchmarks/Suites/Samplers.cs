using BenchmarkDotNet.Attributes;
using Engine.Benchmarks.Sampling;
using Engine.Sampling;

namespace Engine.Benchmarks.Suites;

/// <summary>The choice of a token from a row of 128,256 logits, by each chain that is also measured against llama.cpp's.</summary>
public class Samplers : ProductSuite
{
    private float[] _row = null!, _used = null!;
    private SamplerChain _chain = null!;

    /// <summary>The chains by name.</summary>
    public static IEnumerable<string> Chains => SamplingSuite.Cases.Select(row => row.Name);

    /// <summary>The chain that is measured.</summary>
    [ParamsSource(nameof(Chains))]
    public string Chain { get; set; } = null!;

    /// <summary>Makes the row.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _row = SamplingSuite.Row(seed: 0);
        _used = (float[])_row.Clone();
        _chain = new SamplerChain(SamplingSuite.Cases.First(row => row.Name == Chain).Options, _row.Length);
    }

    /// <summary>Copies the row, which policies change, and chooses.</summary>
    [Benchmark]
    public int Choose()
    {
        _row.CopyTo(_used, 0);
        int token = _chain.Sample(_used);
        _chain.Accept(token);
        return token;
    }
}
