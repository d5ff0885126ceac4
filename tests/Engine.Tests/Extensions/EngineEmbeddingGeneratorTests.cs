using Engine.Tests.Backends.LlamaCpp;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engine.Tests.Extensions;

public sealed class EngineEmbeddingGeneratorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Backend> Backends => [Backend.Managed, Backend.LlamaCpp];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task GenerateAsync_Texts_AreTheModelsVectors(Backend backend)
    {
        await using var model = await LoadAsync(backend);
        using IEmbeddingGenerator<string, Embedding<float>> generator = model.AsIEmbeddingGenerator();
        string[] texts = ["a cat", "a kitten", "the price of steel"];
        var expected = await model.EmbedAsync(texts, cancellationToken: Cancel);
        var generated = await generator.GenerateAsync(texts, cancellationToken: Cancel);
        Assert.Equal(expected.Vectors, generated.Select(embedding => embedding.Vector.ToArray()));
        Assert.Equal(expected.Tokens, generated.Usage!.InputTokenCount);
        Assert.All(generated, embedding =>
        {
            Assert.Equal(384, embedding.Dimensions);
            Assert.Equal(model.Info.Name, embedding.ModelId);
            Assert.NotNull(embedding.CreatedAt);
        });
        Assert.Equal(384, (await generator.GenerateVectorAsync("a cat", cancellationToken: Cancel)).Length);
        Assert.Empty(await generator.GenerateAsync([], cancellationToken: Cancel));
    }

    [Fact]
    public async Task GenerateAsync_Options_AreMappedOrRefusedByName()
    {
        await using var model = await LoadAsync(Backend.Managed);
        using IEmbeddingGenerator<string, Embedding<float>> generator = model.AsIEmbeddingGenerator();
        var raw = (await generator.GenerateAsync(["a cat"], new() { RawRepresentationFactory = _ => new EmbeddingOptions { Normalize = false } }, Cancel))[0].Vector.ToArray();
        Assert.NotEqual(1, raw.Sum(value => value * value), 3);
        Assert.Equal(128, (await generator.GenerateAsync(["a cat"], new() { Dimensions = 128 }, Cancel))[0].Dimensions);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => generator.GenerateAsync(["a cat"], new() { Dimensions = 385 }, Cancel));
        await generator.GenerateAsync(["a cat"], new() { Dimensions = 384, ModelId = model.Info.Name }, Cancel);
        (string Member, EmbeddingGenerationOptions Options)[] refused =
        [
            ("ModelId", new() { ModelId = "another" }),
            ("AdditionalProperties", new() { AdditionalProperties = new() { ["user"] = "me" } }),
            ("RawRepresentationFactory", new() { RawRepresentationFactory = _ => new GenerationOptions() }),
            ("Pooling", new() { RawRepresentationFactory = _ => new EmbeddingOptions { Pooling = Pooling.None } }),
        ];
        foreach (var (member, options) in refused)
            Assert.StartsWith(member, (await Assert.ThrowsAsync<NotSupportedException>(() => generator.GenerateAsync(["a cat"], options, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetService_WhatIsAskedFor_IsGiven()
    {
        await using var model = await LoadAsync(Backend.Managed);
        using IEmbeddingGenerator<string, Embedding<float>> generator = model.AsIEmbeddingGenerator();
        Assert.Same(model, generator.GetService<Model>());
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>()!;
        Assert.Equal(("engine", model.Info.Name, 384), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Null(generator.GetService<string>());
    }

    [Fact]
    public async Task AsIEmbeddingGenerator_OfAModelWithoutVectors_IsRefused()
    {
        await using var model = await Model.LoadAsync(TestFiles.Shared("models", "minilm-sentiment-q8_0.gguf"), new ModelOptions { Backend = Backend.Managed, Threads = 1 }, Cancel);
        Assert.Throws<InvalidOperationException>(() => model.AsIEmbeddingGenerator());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task UseDistributedCache_SameTexts_AreEncodedOnce(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend);
        using var counted = new CountedEmbeddings(model);
        using var generator = counted.AsBuilder().UseDistributedCache(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()))).Build();
        var first = await generator.GenerateAsync(["a cat", "a dog"], cancellationToken: Cancel);
        var second = await generator.GenerateAsync(["a dog", "a cat"], cancellationToken: Cancel);
        Assert.Equal(first.Reverse().Select(embedding => embedding.Vector.ToArray()), second.Select(embedding => embedding.Vector.ToArray()));
        // One of the two is known: the other alone is encoded.
        var third = await generator.GenerateAsync(["a cat", "a fish"], cancellationToken: Cancel);
        Assert.Equal(["a cat", "a dog", "a fish"], counted.Texts);
        Assert.Equal(first[0].Vector.ToArray(), third[0].Vector.ToArray());
        // Of another size they are others.
        Assert.Equal(8, (await generator.GenerateAsync(["a cat"], new() { Dimensions = 8 }, Cancel))[0].Dimensions);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task UseOpenTelemetryAndUseLogging_Texts_AreSeenByBoth(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend);
        string source = Guid.NewGuid().ToString();
        using var heard = new Spans(source);
        var logs = new ListLoggerFactory { Level = LogLevel.Debug };
        using var generator = model.AsIEmbeddingGenerator().AsBuilder().UseLogging(logs).UseOpenTelemetry(sourceName: source).Build();
        var generated = await generator.GenerateAsync(["a cat", "a dog"], cancellationToken: Cancel);
        var span = Assert.Single(heard.All);
        Assert.Equal($"embeddings {model.Info.Name}", span.DisplayName);
        Assert.Equal(("engine", (int)generated.Usage!.InputTokenCount!), (span.GetTagItem("gen_ai.provider.name"), span.GetTagItem("gen_ai.usage.input_tokens")));
        Assert.Contains(logs.Entries, entry => entry.Text.Contains("GenerateAsync generated", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Entries, entry => entry.Text.Contains("a cat", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task GenerateAsync_Cancelled_Ends(Backend backend)
    {
        await using var model = await ChatModels.LoadAsync(backend);
        using IEmbeddingGenerator<string, Embedding<float>> generator = model.AsIEmbeddingGenerator();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(["a cat"], cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(model.Info.EmbeddingDimensions, (await generator.GenerateAsync(["a cat"], cancellationToken: Cancel))[0].Dimensions);
    }

    private static Task<Model> LoadAsync(Backend backend)
    {
        if (backend == Backend.LlamaCpp) LlamaModels.SkipWithoutLibrary();
        return Model.LoadAsync(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"), new ModelOptions { Backend = backend, Threads = 1, Gpu = GpuUse.None }, Cancel);
    }
}
