using Engine.Gguf;
using Engine.Kernels.Quantization;
using Engine.Quantization;

namespace Engine.Tests.Quantization;

public sealed class ImportanceMatrixTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"engine-{Guid.NewGuid():N}.gguf");
    private readonly string _output = Path.Combine(Path.GetTempPath(), $"engine-{Guid.NewGuid():N}.gguf");

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var entries = new Dictionary<string, ImportanceEntry> { ["blk.0.ffn_up.weight"] = new([1, 2, 3, 4], [8]), ["blk.0.ffn_up_exps.weight"] = new([1, 2, 3, 4], [5, 0]) };
        new ImportanceMatrix { Datasets = ["a.txt", "b.txt"], ChunkCount = 3, ChunkSize = 512, Model = "0123", Entries = entries }.Write(_path);
        var read = ImportanceMatrix.Read(_path);
        Assert.Equal(["a.txt", "b.txt"], read.Datasets);
        Assert.Equal((3, 512, "0123"), (read.ChunkCount, read.ChunkSize, read.Model));
        Assert.Equal([1, 2, 3, 4], read.Entries["blk.0.ffn_up.weight"].SumsOfSquares);
        Assert.Equal([5, 0], read.Entries["blk.0.ffn_up_exps.weight"].Counts);

        using var file = GgufFile.Open(_path);
        Assert.Equal("[2, 2]", file.Tensor("blk.0.ffn_up_exps.weight.in_sum2").Shape);
        Assert.Equal("[1, 2]", file.Tensor("blk.0.ffn_up_exps.weight.counts").Shape);
    }

    [Fact]
    public void Of_ExpertThatNoTokenCameTo_CountsAllAlike()
    {
        var matrix = new ImportanceMatrix { Entries = new Dictionary<string, ImportanceEntry> { ["experts"] = new([10, 20, 30, 40], [5, 0]) } };
        Assert.Equal([2, 4, 1, 1], matrix.Of(new GgufTensor("experts", TensorType.F32, [2, 3, 2], 0, 48))!);
        Assert.Null(matrix.Of(new GgufTensor("others", TensorType.F32, [2, 3, 2], 0, 48)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1)]
    public void Read_SumThatIsNone_IsRefused(float sum)
    {
        new ImportanceMatrix { Entries = new Dictionary<string, ImportanceEntry> { ["x"] = new([1, sum], [1]) } }.Write(_path);
        Assert.Contains("finite numbers from 0 on were expected", Assert.Throws<GgufException>(() => ImportanceMatrix.Read(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quantize_Experts_WeighsEachByItsOwnImportance()
    {
        const string name = "blk.0.ffn_down_exps.weight";
        const int experts = 8, columns = 256;
        using var input = new ModelSkeleton("llama", LayerCount: 1) { ExpertCount = experts }.Write();
        float[] sums = [.. Enumerable.Range(0, experts * columns).Select(i => MathF.Exp(3 * MathF.Sin(i * i)))], counts = [.. Enumerable.Range(0, experts).Select(i => i + 1f)];
        new ImportanceMatrix { Entries = new Dictionary<string, ImportanceEntry> { [name] = new(sums, counts) } }.Write(_path);
        await Quantizer.QuantizeAsync(input.Path, _output, new() { Type = ModelFileType.Q4_K_S, ImportanceMatrix = _path }, null, TestContext.Current.CancellationToken);

        using GgufFile before = GgufFile.Open(input.Path), after = GgufFile.Open(_output);
        GgufTensor from = before.Tensor(name), to = after.Tensor(name);
        Assert.Equal((TensorType.Q4_K, experts * 2), (to.Type, to.RowCount));
        float[] values = new float[columns], importance = new float[columns];
        byte[] expected = new byte[to.RowBytes];
        for (int row = 0; row < to.RowCount; row++)
        {
            TensorTypes.Get(from.Type).Codec!.Dequantize(before.Row(from, row), values);
            int expert = row / 2;
            for (int i = 0; i < columns; i++) importance[i] = sums[expert * columns + i] / counts[expert];
            TensorTypes.Get(to.Type).Codec!.Quantize(values, expected, importance);
            Assert.Equal(expected, after.Row(to, row).ToArray());
        }
    }

    public void Dispose()
    {
        File.Delete(_path);
        File.Delete(_output);
    }
}
