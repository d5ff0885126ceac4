using Engine.Backends;
using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Native;
using Engine.Tests.Gguf.Attacks;
using Engine.Tests.Models;

namespace Engine.Tests.Backends;

/// <summary>What is said above the backends, and so alike on all: pooling and the names of classes.</summary>
public sealed class TextEncoderTests
{
    private static readonly int[][] s_texts = [[5], [5, 6, 7]];

    /// <summary>The backends that there are.</summary>
    public static TheoryData<Backend> Backends =>
        [Backend.Managed, Backend.Reference, .. LibraryLocator.Find(null, out _) is null ? [] : (Backend[])[Backend.LlamaCpp]];

    [Theory]
    [InlineData(PoolingType.Unspecified, Pooling.Mean)]   // as sentence-transformers takes a model that does not say
    [InlineData(PoolingType.None, Pooling.None)]
    [InlineData(PoolingType.Mean, Pooling.Mean)]
    [InlineData(PoolingType.Cls, Pooling.Cls)]
    [InlineData(PoolingType.Last, Pooling.Last)]
    public void Encode_PoolingOfTheModel_IsWhatTheFileSays(PoolingType type, Pooling pooling)
    {
        var encoder = new TextEncoder(new Counter(), type);
        Assert.Equal(pooling, encoder.DefaultPooling);
        Assert.Equal(encoder.Encode(s_texts, pooling, CancellationToken.None), encoder.Encode(s_texts, Pooling.Model, CancellationToken.None));
    }

    [Theory]
    [InlineData(Pooling.None, new float[] { 5, -5, 6, -6, 7, -7 })]
    [InlineData(Pooling.Mean, new float[] { 6, -6 })]
    [InlineData(Pooling.Cls, new float[] { 5, -5 })]
    [InlineData(Pooling.Last, new float[] { 7, -7 })]
    public void Encode_EachPooling_TakesItsTokens(Pooling pooling, float[] expected) =>
        Assert.Equal([[5, -5], expected], new TextEncoder(new Counter(), PoolingType.Mean).Encode(s_texts, pooling, CancellationToken.None));

    [Fact]
    public void Encode_UnknownPooling_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextEncoder(new Counter(), PoolingType.Mean).Encode(s_texts, (Pooling)9, CancellationToken.None));

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Embed_FileThatDoesNotSayHow_GivesOneVectorPerText(Backend backend)
    {
        using var file = new TemporaryModel(Bert());
        using var model = Model.Load(file.Path, new ModelOptions { Backend = backend });
        var embeddings = await model.EmbedAsync(["a b", "c"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.All(embeddings.Vectors, vector => Assert.Equal(64, vector.Length));
        Assert.Equal(64, (await model.EmbedAsync("a b", cancellationToken: TestContext.Current.CancellationToken)).Length);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Classify_ClassesWithoutNames_AreNumbered(Backend backend)
    {
        var writer = Bert().Set("bert.pooling_type", (uint)PoolingType.Rank);
        RoleModel.SetTensor(writer, "cls.output.weight", TensorType.F32, 64, 1);
        RoleModel.SetTensor(writer, "cls.output.bias", TensorType.F32, 1);
        using var file = new TemporaryModel(writer);
        using var model = Model.Load(file.Path, new ModelOptions { Backend = backend });
        Assert.Equal(["LABEL_0"], model.Info.Labels);
        Assert.Equal("LABEL_0", (await model.ClassifyAsync(["a"], TestContext.Current.CancellationToken))[0].Label);
        Assert.Equal("LABEL_0", (await model.ClassifyAsync("a", TestContext.Current.CancellationToken)).Label);
    }

    [Fact]
    public void Create_MoreLabelsThanClasses_IsRefused()
    {
        Assert.Equal(["LABEL_0", "LABEL_1"], new TextClassifier(new Counter(), []).Labels);
        Assert.Equal(["no", "yes"], new TextClassifier(new Counter(), ["no", "yes"]).Labels);
        Assert.Throws<GgufException>(() => new TextClassifier(new Counter(), ["no", "yes", "perhaps"]));
    }

    private static GgufWriter Bert() => new RoleModel(ArchitectureCatalog.Find("bert")!, HasOptional: true).Writer();

    /// <summary>Its vectors are the token and its opposite; its logits too.</summary>
    private sealed class Counter : IEncoder, IClassifier
    {
        public int Dimensions => 2;

        public int ClassCount => 2;

        public int MaxTokens => 8;

        public float[][] Encode(IReadOnlyList<TokenText> texts, CancellationToken cancellationToken) =>
            [.. texts.Select(text => text.Ids.SelectMany(token => (float[])[token, -token]).ToArray())];

        public float[][] Classify(IReadOnlyList<TokenText> texts, CancellationToken cancellationToken) => Encode(texts, cancellationToken);
    }
}
