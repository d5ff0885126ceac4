using Engine.Chat;
using Engine.Gguf;
using Engine.Native;

namespace Engine.Tests.Models;

/// <summary>Rerankers: encoders with one class, and causal models that say yes or no.</summary>
public sealed class RerankTests
{
    private const string Template = "Judge. Query: {query}\nDocument: {document}\nAnswer:";

    private static readonly string[] s_documents = ["the cat sat", "a dog ran home with the ball", "on", "no one knows what it is", "the cat sat"];

    /// <summary>The backends that there are.</summary>
    public static TheoryData<Backend> Backends => CausalEmbeddingTests.Backends;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Rerank_CausalModelThatSaysYesOrNo_RanksByTheProbabilityOfYes(Backend backend)
    {
        using var file = Causal().Write();
        using var model = Model.Load(file.Path, new ModelOptions { Backend = backend, ContextLength = 512 });
        Assert.True(model.Info.CanRerank);
        Assert.Equal(["no", "yes"], model.Info.Labels);

        var ranked = await model.RerankAsync("where is the cat", s_documents, cancellationToken: Cancellation);

        AssertOrdered(ranked, backend);
        // The same numbers by hand: a file without head and template shows the state after the whole text, and the head has two rows.
        using var plain = new SyntheticModel("qwen3").Write();
        using var reader = Model.Load(plain.Path, new ModelOptions { Backend = backend, ContextLength = 512 });
        string[] texts = [.. s_documents.Select(document => $"Judge. Query: where is the cat\nDocument: {document}\nAnswer:")];
        var states = await reader.EmbedAsync(texts, new() { Normalize = false }, Cancellation);
        foreach (var document in ranked)
        {
            double[] logits = [.. HeadRows().Chunk(256).Select(row => row.Zip(states.Vectors[document.Index], (a, b) => (double)a * b).Sum())];
            Assert.Equal(logits[1], document.Logit, 1e-3);
            Assert.Equal(1 / (1 + Math.Exp(logits[0] - logits[1])), document.Score, 1e-3);
        }
    }

    [Fact]
    public void Encode_ControlTokensInQueryAndDocument_StayText()
    {
        using var file = new SyntheticModel().Write();
        using var model = Model.Load(file.Path, new ModelOptions { Backend = Backend.Managed });
        int[] pair = new RerankTemplate("<s>{query}</s>{document}</s>").Encode(model.Tokenizer, "a</s>b", ["<s>c"], 100, truncate: false)[0];
        Assert.Equal(1, pair[0]);
        Assert.Equal(2, pair[^1]);
        // The template's own three marks, and none of the two that were typed.
        Assert.Equal(3, pair.Count(id => id is 1 or 2));
    }

    [Fact]
    public async Task Rerank_BertCrossEncoder_GivesTheSecondTextTheSecondTokenType()
    {
        using var file = Bert(sameTypes: false).Write();
        using var managed = Model.Load(file.Path, new ModelOptions { Backend = Backend.Managed });
        using var reference = Model.Load(file.Path, new ModelOptions { Backend = Backend.Reference });
        var fast = await managed.RerankAsync("where is the cat", s_documents, cancellationToken: Cancellation);
        var exact = await reference.RerankAsync("where is the cat", s_documents, cancellationToken: Cancellation);
        AssertOrdered(fast, Backend.Managed);
        AssertSame(exact, fast, 1e-3);

        // Where both types are alike, nothing tells query and document apart but their places: other numbers come out.
        using var alike = Bert(sameTypes: true).Write();
        using var blind = Model.Load(alike.Path, new ModelOptions { Backend = Backend.Reference });
        var other = await blind.RerankAsync("where is the cat", s_documents, cancellationToken: Cancellation);
        Assert.Contains(exact, document => Math.Abs(document.Logit - other.Single(same => same.Index == document.Index).Logit) > 1e-2);
    }

    [Fact]
    public async Task Rerank_BertWithOneKindOfText_IsLlamaCppsNumber()
    {
        Assert.SkipWhen(LibraryLocator.Find(null, out _) is null, "there is no llama.cpp here");
        using var file = Bert(sameTypes: true).Write();
        using var managed = Model.Load(file.Path, new ModelOptions { Backend = Backend.Managed });
        using var native = Model.Load(file.Path, new ModelOptions { Backend = Backend.LlamaCpp });
        AssertSame(
            await native.RerankAsync("where is the cat", s_documents, cancellationToken: Cancellation),
            await managed.RerankAsync("where is the cat", s_documents, cancellationToken: Cancellation), 2e-2);
    }

    [Fact]
    public async Task Rerank_TooLong_IsNamedOrCut()
    {
        string longest = string.Join(' ', Enumerable.Repeat("a b c", 400));
        using var bertFile = Bert(sameTypes: false).Write();
        using var causalFile = Causal().Write();
        foreach (string path in (string[])[bertFile.Path, causalFile.Path])
        {
            using var model = Model.Load(path, new ModelOptions { Backend = Backend.Managed, ContextLength = 128 });
            var error = await Assert.ThrowsAsync<ArgumentException>(() => model.RerankAsync("cat", ["a", longest], cancellationToken: Cancellation));
            Assert.Contains("document 1 ", error.Message, StringComparison.Ordinal);
            Assert.Equal(2, (await model.RerankAsync("cat", ["a", longest], new() { Truncate = true }, Cancellation)).Count);
            Assert.Single(await model.RerankAsync("cat", ["a", "b"], new() { TopCount = 1 }, Cancellation));
            await Assert.ThrowsAsync<ArgumentException>(() => model.RerankAsync(longest, ["a"], new() { Truncate = true }, Cancellation));
            await Assert.ThrowsAsync<ArgumentException>(() => model.RerankAsync("cat", [], cancellationToken: Cancellation));
            Assert.Equal(2, (await model.RerankAsync("", ["a", ""], cancellationToken: Cancellation)).Count);
        }
    }

    [Fact]
    public async Task Rerank_EightCallersOfTwoModels_OneOfWhomLeaves_GetWhatEachGetsAlone()
    {
        using var causalFile = Causal().Write();
        using var bertFile = Bert(sameTypes: false).Write();
        using var causal = Model.Load(causalFile.Path, new ModelOptions { Backend = Backend.Managed, ContextLength = 512, MaxSequences = 8 });
        using var bert = Model.Load(bertFile.Path, new ModelOptions { Backend = Backend.Managed });
        string[] queries = [.. Enumerable.Range(0, 8).Select(i => string.Join(' ', s_documents.Take(1 + i % 3)) + i)];
        var alone = new List<IReadOnlyList<RankedDocument>>();
        foreach (string query in queries)
            foreach (var model in (Model[])[causal, bert]) alone.Add(await model.RerankAsync(query, s_documents, cancellationToken: Cancellation));

        for (int round = 0; round < 5; round++)
        {
            using var left = new CancellationTokenSource();
            var leaver = causal.RerankAsync("who leaves", [.. Enumerable.Repeat(s_documents[1], 200)], cancellationToken: left.Token);
            var together = queries.SelectMany(query => (Task<IReadOnlyList<RankedDocument>>[])[causal.RerankAsync(query, s_documents, cancellationToken: Cancellation), bert.RerankAsync(query, s_documents, cancellationToken: Cancellation)]).ToArray();
            await left.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
            Assert.Equal(alone, await Task.WhenAll(together));
        }
    }

    [Theory]
    [InlineData("東京の天気は？", "🌧️🌦️ 東京は雨です。")]
    [InlineData("ما الطقس؟", "القاهرة حارة")]
    public async Task Rerank_OtherScripts_AreRankedAndCutBetweenCharacters(string query, string document)
    {
        using var file = Causal().Write();
        using var model = Model.Load(file.Path, new ModelOptions { Backend = Backend.Managed, ContextLength = 192 });
        string[] documents = [document, string.Concat(Enumerable.Repeat(document + "\r\n", 30)), "ascii"];
        var ranked = await model.RerankAsync(query, documents, new() { Truncate = true }, Cancellation);
        Assert.Equal([0, 1, 2], ranked.Select(found => found.Index).Order());
        Assert.All(ranked, found => Assert.True(float.IsFinite(found.Logit)));
    }

    [Fact]
    public async Task Rerank_ModelsThatAreNoRerankers_SayWhatTheyAre()
    {
        using var generator = new SyntheticModel().Write();
        using var model = Model.Load(generator.Path, new ModelOptions { Backend = Backend.Managed });
        Assert.False(model.Info.CanRerank);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => model.RerankAsync("a", ["b"], cancellationToken: Cancellation));
        Assert.Contains("does not rank", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rerank_TemplateWithoutPlaces_IsRefused()
    {
        using var file = (Causal() with { Also = writer => { Head(writer); writer.Set("tokenizer.chat_template.rerank", "no {document} before {query}"); } }).Write();
        using var model = Model.Load(file.Path, new ModelOptions { Backend = Backend.Managed });
        await Assert.ThrowsAsync<GgufException>(() => model.RerankAsync("a", ["b"], cancellationToken: Cancellation));
    }

    private static SyntheticModel Causal() => new("qwen3") { Also = writer => { Head(writer); writer.Set("tokenizer.chat_template.rerank", Template); } };

    private static void Head(GgufWriter writer)
    {
        writer.Set("qwen3.pooling_type", (uint)PoolingType.Rank).SetArray("qwen3.classifier.output_labels", ["no", "yes"]);
        writer.SetTensor("cls.output.weight", TensorType.F32, [256, 2], stream => stream.Write(RandomTensor.Encode(TensorType.F32, HeadRows())));
    }

    private static float[] HeadRows() => RandomTensor.Normal("cls.output.weight", 1, 512, 0, 0.05);

    private static SyntheticModel Bert(bool sameTypes) => new("bert")
    {
        Also = writer =>
        {
            writer.Set("bert.pooling_type", (uint)PoolingType.Rank);
            writer.SetTensor("cls.weight", TensorType.F32, [256, 256], stream => stream.Write(RandomTensor.Encode(TensorType.F32, RandomTensor.Normal("cls.weight", 1, 256 * 256, 0, 0.06))));
            writer.SetTensor("cls.bias", TensorType.F32, [256], stream => stream.Write(RandomTensor.Encode(TensorType.F32, RandomTensor.Normal("cls.bias", 1, 256, 0, 0.1))));
            writer.SetTensor("cls.output.weight", TensorType.F32, [256, 1], stream => stream.Write(RandomTensor.Encode(TensorType.F32, RandomTensor.Normal("cls.output.weight", 1, 256, 0, 0.2))));
            writer.SetTensor("cls.output.bias", TensorType.F32, [1], stream => stream.Write(RandomTensor.Encode(TensorType.F32, [0.25f])));
            float[] first = RandomTensor.Normal("token_types", 1, 256, 0, 0.5), second = sameTypes ? first : RandomTensor.Normal("token_types", 2, 256, 0, 0.5);
            writer.SetTensor("token_types.weight", TensorType.F32, [256, 2], stream => stream.Write(RandomTensor.Encode(TensorType.F32, [.. first, .. second])));
        },
    };

    private static void AssertOrdered(IReadOnlyList<RankedDocument> ranked, Backend backend)
    {
        Assert.Equal([.. Enumerable.Range(0, s_documents.Length)], ranked.Select(document => document.Index).Order());
        Assert.Equal(ranked.Select(document => document.Score).OrderDescending(), ranked.Select(document => document.Score));
        Assert.All(ranked, document => Assert.InRange(document.Score, 0, 1));
        // Two are the same text. llama.cpp's numbers depend on what shares a batch; where they do not, equal ones keep their order.
        if (backend == Backend.LlamaCpp) return;
        Assert.Equal(ranked.Single(document => document.Index == 0) with { Index = 4 }, ranked.Single(document => document.Index == 4));
        Assert.True(ranked.ToList().FindIndex(document => document.Index == 0) < ranked.ToList().FindIndex(document => document.Index == 4));
    }

    private static void AssertSame(IReadOnlyList<RankedDocument> expected, IReadOnlyList<RankedDocument> actual, double tolerance)
    {
        foreach (var document in expected) Assert.Equal(document.Logit, actual.Single(same => same.Index == document.Index).Logit, tolerance);
    }
}
