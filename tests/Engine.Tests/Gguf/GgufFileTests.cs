using Engine.Gguf;

namespace Engine.Tests.Gguf;

public sealed class GgufFileTests
{
    [Fact]
    public void Open_DemoModel_ReadsMetadataAndTensors()
    {
        using var file = GgufFile.Open(TestFiles.Demo);
        Assert.Equal("llama", file.Metadata.Architecture);
        Assert.Equal(6, file.Metadata["llama.block_count"].Integer());
        Assert.True(file.TryGetTensor("token_embd.weight", out var embedding));
        Assert.Equal([256L, 4096L], embedding.Dimensions);
    }
}
