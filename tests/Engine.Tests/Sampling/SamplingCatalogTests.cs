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
        Assert.Equal(
            [
                "logit bias", "banned tokens", "no-repeat n-gram", "forced tokens",
                "penalties", "dry", "top-n-sigma", "top-k", "typical", "top-p", "min-p", "xtc", "temperature",
                "mirostat", "adaptive-p",
            ],
            SamplingCatalog.Policies.Select(row => row.Name));

    [Fact]
    public void Fields_Options_AreProperties() =>
        Assert.All(SamplingCatalog.All, field => Assert.NotNull(typeof(SamplingOptions).GetProperty(SamplingTable.Option(field))));

    [Theory]
    [InlineData("top_k;temperature", "top-k", "temperature")]
    [InlineData("temp, nucleus ,typ-p", "temperature", "top-p", "typical")]
    [InlineData("temperature;min_p", "temperature", "min-p")]
    [InlineData("")]
    public void Samplers_Names_AreTheChainInThatOrder(string text, params string[] expected)
    {
        var options = Get("samplers").Apply(new SamplingOptions(), text);
        if (expected.Contains("typical")) options = options with { TypicalP = 0.5f };
        Assert.Equal(expected, new SamplerChain(options, 10).PolicyNames);
    }

    [Theory]
    [InlineData("xtc_probability=0.5 samplers=top_k", "xtc_probability is set but samplers does not name xtc")]
    [InlineData("top_p=0.5 samplers=top_k", "top_p is set but samplers does not name top_p")]
    [InlineData("mirostat=2 top_k=7", "top_k and mirostat are both set")]
    [InlineData("mirostat=1 adaptive_target=0.5", "mirostat and adaptive_target are both set")]
    public void Validate_OptionWithoutAPlace_IsNamed(string settings, string sentence)
    {
        var options = new SamplingOptions();
        foreach (string setting in settings.Split(' ')) options = Get(setting.Split('=')[0]).Apply(options, setting.Split('=')[1]);
        Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => SamplingCatalog.Validate(options, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chain_Mirostat_LeavesTruncationOutAndKeepsTheRest() =>
        Assert.Equal(["penalties", "temperature", "mirostat"], new SamplerChain(new SamplingOptions { Mirostat = 2, RepetitionPenalty = 1.1f }, 10).PolicyNames);

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
    [InlineData("typical_p", "1.01")]
    [InlineData("typical_p", "NaN")]
    [InlineData("top_n_sigma", "NaN")]
    [InlineData("xtc_probability", "-0.1")]
    [InlineData("xtc_threshold", "2")]
    [InlineData("dry_multiplier", "-1")]
    [InlineData("dry_base", "0.5")]
    [InlineData("dry_allowed_length", "-1")]
    [InlineData("dry_penalty_last_n", "-2")]
    [InlineData("dry_sequence_breakers", "x")]
    [InlineData("dry_sequence_breakers", "[1]")]
    [InlineData("dry_sequence_breakers", "[\"\"]")]
    [InlineData("mirostat", "3")]
    [InlineData("mirostat_tau", "-1")]
    [InlineData("mirostat_eta", "NaN")]
    [InlineData("dynatemp_range", "-0.5")]
    [InlineData("dynatemp_exponent", "0")]
    [InlineData("adaptive_target", "1.5")]
    [InlineData("adaptive_decay", "1")]
    [InlineData("no_repeat_ngram_size", "-1")]
    [InlineData("banned_tokens", "1,x")]
    [InlineData("forced_tokens", "-1")]
    [InlineData("samplers", "top_k;warm")]
    [InlineData("samplers", "top_k;top-k")]
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
        { new() { TypicalP = -1 }, "typical_p is -1" },
        { new() { TopNSigma = float.PositiveInfinity }, "top_n_sigma is Infinity" },
        { new() { XtcProbability = 2 }, "xtc_probability is 2" },
        { new() { DryBase = 0 }, "dry_base is 0" },
        { new() { DrySequenceBreakers = [""] }, "dry_sequence_breakers has an empty text" },
        { new() { Mirostat = -1 }, "mirostat is -1" },
        { new() { AdaptiveDecay = 1 }, "adaptive_decay is 1" },
        { new() { BannedTokens = [10] }, "banned_tokens names token 10" },
        { new() { ForcedTokens = [-1] }, "forced_tokens names token -1" },
        { new() { Samplers = ["heat"] }, "samplers names 'heat'" },
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
