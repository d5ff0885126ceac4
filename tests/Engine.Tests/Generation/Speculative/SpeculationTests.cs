using System.Diagnostics;
using Engine.Generation;
using Engine.Generation.Speculative;
using Engine.Sampling.Constraints;

namespace Engine.Tests.Generation.Speculative;

/// <summary>What is generated with drafts, beside what is generated without, on a model of a hash.</summary>
public sealed class SpeculationTests
{
    private const string Letters = "abcdefghij";

    public static TheoryData<string> Policies => ["greedy", "sampled", "penalties", "constraint", "shift"];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_Drafted_IsWhatItIsWithout(string policy)
    {
        var options = Options(policy);
        int accepted = 0, steps = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            int[] prompt = [seed % 10, 1 + seed / 10, 3, seed % 7];
            var plain = Run(options with { Seed = (ulong)seed }, prompt);
            var speculation = new Speculation { MaxTokens = 1 + seed % 9, Drafter = seed % 3 == 0 ? null : () => new KnownText([.. prompt, .. plain.Result.Ids], seed) };
            var drafted = Run(options with { Seed = (ulong)seed, Speculation = speculation }, prompt);
            Assert.Equal(plain.Result.Ids, drafted.Result.Ids);
            Assert.Equal(plain.Text, drafted.Text);
            Assert.Equal(plain.Result.FinishReason, drafted.Result.FinishReason);
            var usage = drafted.Result.Usage;
            Assert.InRange(usage.AcceptedTokens, 0, usage.DraftedTokens);
            accepted += usage.AcceptedTokens;
            steps += plain.Result.Ids.Count - usage.AcceptedTokens;
        }
        Assert.True(accepted > steps / 8, $"{accepted} drafts were accepted, and {steps} steps run");
    }

    [Fact]
    public void Run_ManyAtOnce_EachIsWhatItIsWithout()
    {
        var options = Options("sampled") with { MaxTokens = 30 };
        int[][] prompts = [.. Enumerable.Range(0, 12).Select(i => (int[])[i % 10, i % 3, 5])];
        var expected = prompts.Select((prompt, i) => Run(options with { Seed = (ulong)i }, prompt).Result.Ids).ToList();
        var (pass, runner) = Create(capacity: 160);
        var texts = prompts.Select((prompt, i) =>
        {
            var text = new TextOutput();
            var speculation = i % 4 == 0 ? null : new Speculation { Drafter = () => new KnownText([.. prompt, .. expected[i]], i) };
            var generation = new Engine.Generation.Generation(runner.Model, new GenerationRequest(prompt, options with { Seed = (ulong)i, Speculation = speculation }, Stopwatch.GetTimestamp()), text);
            runner.Scheduler.Expect(generation);
            runner.Scheduler.Add(generation);
            return text;
        }).ToList();
        while (runner.Scheduler.HasWork) runner.Scheduler.Step(CancellationToken.None);
        for (int i = 0; i < prompts.Length; i++) Assert.Equal(expected[i], texts[i].Result.Ids);
        Assert.Equal(0, runner.Cache.Held);
    }

    /// <summary>Pearson's test: three tokens drawn with drafts come as often as their probabilities say.</summary>
    [Fact]
    public void Run_Sampled_TextsComeAsOftenAsTheyAreProbable()
    {
        const int vocab = 4, texts = 6000;
        var tokenizer = new FakeTokenizer(Letters[..(vocab - 1)]);
        var pass = new FakeForwardPass(vocab, 64, maxSequences: 4);
        var runner = new ModelRunner(pass, null, tokenizer, new ModelOptions { BatchSize = 16, MaxSequences = 2 });
        var counts = new int[vocab * vocab * vocab];
        int accepted = 0;
        for (int i = 0; i < texts; i++)
        {
            // The draft is always the same token, right or wrong, from the third on.
            var options = new GenerationOptions
            {
                Temperature = 3,
                TopK = 0,
                TopP = 1,
                MinP = 0,
                Seed = (ulong)i,
                MaxTokens = 6,
                IgnoreEndOfGeneration = true,
                Speculation = new Speculation { Drafter = () => new Constant(i % vocab) },
            };
            var result = Run(runner, options, [1, 2]).Result;
            accepted += result.Usage.AcceptedTokens;
            counts[(result.Ids[3] * vocab + result.Ids[4]) * vocab + result.Ids[5]]++;
        }
        double[] expected = Probabilities(vocab);
        double chi = Enumerable.Range(0, counts.Length).Sum(i => Math.Pow(counts[i] - texts * expected[i], 2) / (texts * expected[i]));
        // 63 degrees of freedom: 103.4 is exceeded by chance once in a thousand.
        Assert.True(chi < 103.4, $"chi-square {chi:F1}");
        Assert.True(accepted > texts / 4, $"{accepted} drafts were accepted");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Validate_LengthOutOfRange_IsRefused(int length) =>
        Assert.Throws<ArgumentException>(() => new GenerationOptions { Speculation = new Speculation { MaxTokens = length } }.Validate(10));

    private static GenerationOptions Options(string policy)
    {
        var sampled = new GenerationOptions { Temperature = 1, TopK = 0, TopP = 1, MinP = 0, MaxTokens = 40 };
        return policy switch
        {
            "greedy" => new GenerationOptions { Temperature = 0, MaxTokens = 40, IgnoreEndOfGeneration = true },
            "penalties" => sampled with { RepetitionPenalty = 1.3f, PresencePenalty = 0.2f, StopSequences = ["abc", "jj"] },
            "constraint" => sampled with { Constraint = Constraint.Regex("([a-e]{2,4}[f-j]){3,8}a?"), FinishWithin = 3, MaxTokens = 20 },
            "shift" => sampled with { Overflow = ContextOverflow.Shift, MaxTokens = 90, IgnoreEndOfGeneration = true },
            _ => sampled,
        };
    }

    /// <summary>The probabilities of tokens four to six after every prompt that the test's draws can make of the first three, summed over those.</summary>
    private static double[] Probabilities(int vocab)
    {
        var sums = new double[vocab * vocab * vocab];
        Visit([1, 2], 1, 0);
        return sums;

        void Visit(int[] text, double probability, int depth)
        {
            if (depth == 6)
            {
                sums[(text[^3] * vocab + text[^2]) * vocab + text[^1]] += probability;
                return;
            }
            double[] weights = [.. FakeForwardPass.Logits(text, vocab).Select(logit => Math.Exp(logit / 3.0))];
            for (int token = 0; token < vocab; token++) Visit([.. text, token], probability * weights[token] / weights.Sum(), depth + 1);
        }
    }

    private static (GenerationResult Result, string Text) Run(GenerationOptions options, int[] prompt) => Run(Create(capacity: 64).Runner, options, prompt);

    private static (GenerationResult Result, string Text) Run(ModelRunner runner, GenerationOptions options, int[] prompt)
    {
        var text = new TextOutput();
        var generation = new Engine.Generation.Generation(runner.Model, new GenerationRequest(prompt, options, Stopwatch.GetTimestamp()), text);
        runner.Scheduler.Expect(generation);
        runner.Scheduler.Add(generation);
        while (runner.Scheduler.HasWork) runner.Scheduler.Step(CancellationToken.None);
        Assert.Equal(0, runner.Cache.Held);
        return (text.Result, text.ToString());
    }

    private static (FakeForwardPass Pass, ModelRunner Runner) Create(int capacity)
    {
        var tokenizer = new FakeTokenizer(Letters);
        var pass = new FakeForwardPass(tokenizer.VocabSize, capacity, maxSequences: 8, maxBatch: 64, blockTokens: 2);
        return (pass, new ModelRunner(pass, null, tokenizer, new ModelOptions { BatchSize = 64, MaxSequences = 4 }));
    }

    /// <summary>Knows the text, and is wrong now and then.</summary>
    private sealed class KnownText(int[] text, int seed) : IDraft
    {
        private readonly Random _random = new(seed);

        public void Propose(ReadOnlySpan<int> tokens, int count, ConstraintState? constraint, List<int> drafts)
        {
            for (int i = tokens.Length; i < Math.Min(text.Length, tokens.Length + count); i++) drafts.Add(_random.Next(6) == 0 ? (text[i] + 1) % 10 : text[i]);
        }

        public void Dispose() { }
    }

    private sealed class Constant(int token) : IDraft
    {
        public void Propose(ReadOnlySpan<int> tokens, int count, ConstraintState? constraint, List<int> drafts) => drafts.AddRange(Enumerable.Repeat(token, count));

        public void Dispose() { }
    }
}
