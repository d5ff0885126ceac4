using System.Globalization;
using Engine.Tests.Backends.Reference;

namespace Engine.Tests.Backends.Parity;

/// <summary>What PyTorch computed after the prompts of a golden file.</summary>
internal static class GoldenPrompts
{
    /// <summary>Holds the logits of <paramref name="model"/> after each of the first <paramref name="count"/> prompts to PyTorch's.</summary>
    public static void CheckLogits(ParityModel model, string golden, int count, string who)
    {
        double largest = 0;
        foreach (var prompt in ReferenceModel.Golden(golden).GetProperty("prompts").EnumerateArray().Take(count))
        {
            var last = model.Read(ReferenceModel.Ids(prompt.GetProperty("ids"))).AsSpan()[^model.RowLength..];
            foreach (var (id, expected) in ReferenceModel.GoldenLogits(prompt)) largest = Math.Max(largest, Math.Abs(last[id] - expected));
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{who} against PyTorch: max abs {largest:0.0e+0}"));
        Assert.InRange(largest, 0, ParityLimits.GoldenLogit);
    }
}
