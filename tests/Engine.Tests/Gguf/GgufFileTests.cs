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

    [Theory]
    [InlineData(1 << 30, 1 << 30, 1, 1)]              // 2^60
    [InlineData(1, 1 << 29, 1 << 30, int.MaxValue)]   // wraps around 64 bits
    [InlineData(1, 1 << 16, 1 << 16, int.MaxValue)]
    [InlineData(1, 1, 1, 1L << 31)]
    [InlineData(0, 1, 1, 1)]
    public void Open_DimensionsBeyondAnyTensor_AreRefused(long a, long b, long c, long d)
    {
        var error = Assert.Throws<GgufException>(() => OpenTensor([a, b, c, d], offset: 0));
        Assert.Contains("of tensor t is", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((1L << 62) - 32, "ends at byte 4611686018427387")]
    [InlineData(1L << 62, "beyond any file")]
    [InlineData(-32, "beyond any file")]
    public void Open_OffsetBeyondTheFile_IsRefused(long offset, string message)
    {
        var error = Assert.Throws<GgufException>(() => OpenTensor([1], offset));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Opens a file with one tensor, t, of bytes.</summary>
    private static void OpenTensor(long[] dimensions, long offset)
    {
        string path = Path.Combine(Path.GetTempPath(), $"tensor-{Guid.NewGuid():N}.gguf");
        try
        {
            using (var writer = new BinaryWriter(File.Create(path)))
            {
                writer.Write("GGUF"u8);
                writer.Write(3);
                writer.Write(1L);   // tensors
                writer.Write(0L);   // metadata values
                writer.Write(1L);
                writer.Write("t"u8);
                writer.Write(dimensions.Length);
                foreach (long dimension in dimensions) writer.Write(dimension);
                writer.Write((int)TensorType.I8);
                writer.Write(offset);
                writer.Write(new byte[256]);
            }
            GgufFile.Open(path).Dispose();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
