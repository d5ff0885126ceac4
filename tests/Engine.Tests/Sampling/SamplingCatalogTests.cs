using System.Globalization;
using Engine.Sampling;

namespace Engine.Tests.Sampling;

public sealed class SamplingCatalogTests
{
    public static TheoryData<string> Fields => [.. SamplingCatalog.All.Select(row => row.JsonField)];

    [Theory]
    [MemberData(nameof(Fields))]
    public void Field_Default_ReadsBackAsTheDefaultOptions(string name)
    {
        var field = Get(name);
        Assert.NotEmpty(field.Description);
        Assert.All(field.Flags, flag => Assert.StartsWith("--", flag, StringComparison.Ordinal));
        if (field.Default.Length > 0) Assert.Equal(new SamplingOptions().ToString(), field.Apply(new SamplingOptions(), field.Default).ToString());
    }

    [Fact]
    public void All_Names_AreUnique()
    {
        Assert.Distinct(SamplingCatalog.All.Select(field => field.JsonField));
        Assert.Distinct(SamplingCatalog.All.SelectMany(field => field.Flags));
        Assert.Distinct(SamplingCatalog.All.Select(field => field.ChatOptionsKey));
    }

    [Fact]
    public void Policies_Order_IsThatOfLlama() =>
        Assert.Equal(["logit bias", "penalties", "top-k", "top-p", "min-p", "temperature"], SamplingCatalog.Policies.Select(row => row.Name));

    [Theory]
    [InlineData("temperature", "-0.1")]
    [InlineData("temperature", "NaN")]
    [InlineData("temperature", "Infinity")]
    [InlineData("temperature", "warm")]
    [InlineData("temperature", "0,7")]
    [InlineData("top_p", " 0.5")]
    [InlineData("top_k", "1,000")]
    [InlineData("seed", "1,000")]
    [InlineData("seed", " 1")]
    [InlineData("logit_bias", "5=1e999")]
    [InlineData("top_k", "-1")]
    [InlineData("top_k", "1.5")]
    [InlineData("top_p", "1.5")]
    [InlineData("top_p", "-0.1")]
    [InlineData("top_p", "NaN")]
    [InlineData("min_p", "1.1")]
    [InlineData("min_p", "-1")]
    [InlineData("repetition_penalty", "0")]
    [InlineData("repetition_penalty", "-1")]
    [InlineData("presence_penalty", "NaN")]
    [InlineData("frequency_penalty", "Infinity")]
    [InlineData("penalty_window", "-2")]
    [InlineData("seed", "-1")]
    [InlineData("logit_bias", "5")]
    [InlineData("logit_bias", "5=x")]
    [InlineData("logit_bias", "-5=1")]
    [InlineData("logit_bias", "5=Infinity")]
    [InlineData("logit_bias", "5=NaN")]
    public void Apply_ValueOutOfRange_SaysWhatWasExpected(string name, string text)
    {
        var field = Get(name);
        var error = Assert.Throws<ArgumentException>(() => field.Apply(new SamplingOptions(), text));
        Assert.Contains($"{name} is '{text}'; {field.Expected} was expected", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<SamplingOptions, string> InvalidOptions => new()
    {
        { new() { Temperature = float.NaN }, "temperature is NaN" },
        { new() { Temperature = -1 }, "temperature is -1" },
        { new() { TopK = -1 }, "top_k is -1" },
        { new() { TopP = 1.5f }, "top_p is 1.5" },
        { new() { TopP = float.NaN }, "top_p is NaN" },
        { new() { MinP = -0.5f }, "min_p is -0.5" },
        { new() { RepetitionPenalty = 0 }, "repetition_penalty is 0" },
        { new() { PresencePenalty = float.NegativeInfinity }, "presence_penalty is -Infinity" },
        { new() { FrequencyPenalty = float.NaN }, "frequency_penalty is NaN" },
        { new() { PenaltyWindow = -2 }, "penalty_window is -2" },
        { new() { LogitBias = new Dictionary<int, float> { [10] = 1 } }, "token 10; an id from 0 to 9" },
        { new() { LogitBias = new Dictionary<int, float> { [-1] = 1 } }, "token -1; an id from 0 to 9" },
        { new() { LogitBias = new Dictionary<int, float> { [3] = float.PositiveInfinity } }, "token 3 is Infinity" },
    };

    [Theory]
    [MemberData(nameof(InvalidOptions))]
    public void SamplerChain_OptionOutOfRange_Throws(SamplingOptions options, string named)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new SamplerChain(options, 10));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_DerivedOptions_KeepTheirTypeAndTheRest()
    {
        GenerationOptions options = Get("logit_bias").Apply(Get("top_k").Apply(new GenerationOptions { MaxTokens = 9 }, "7"), "1=2.5,3=-inf");
        Assert.Equal((9, 7), (options.MaxTokens, options.TopK));
        Assert.Equal(new Dictionary<int, float> { [1] = 2.5f, [3] = float.NegativeInfinity }, options.LogitBias);
        Assert.Equal(ulong.MaxValue, Get("seed").Apply(options, ulong.MaxValue.ToString(CultureInfo.InvariantCulture)).Seed);
    }

    private static SamplingField Get(string name) => SamplingCatalog.All.Single(field => field.JsonField == name);
}
