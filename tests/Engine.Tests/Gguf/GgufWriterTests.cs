using Engine.Gguf;

namespace Engine.Tests.Gguf;

public sealed class GgufWriterTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gguf-writer");

    public void Dispose() => _directory.Delete(recursive: true);

    private string Path(string name) => System.IO.Path.Combine(_directory.FullName, name);

    [Fact]
    public void Write_EveryValueType_ReadsBack()
    {
        string path = Path("values.gguf");
        new GgufWriter()
            .Set("u8", (byte)255).Set("i8", (sbyte)-1).Set("u16", (ushort)65535).Set("i16", (short)-2)
            .Set("u32", uint.MaxValue).Set("i32", -3).Set("u64", (ulong)long.MaxValue).Set("i64", long.MinValue)
            .Set("f32", 1.5f).Set("f64", 2.25).Set("bool", true).Set("string", "snow \u2603")
            .SetArray<int>("ints", [1, -2, 3]).SetArray<float>("floats", [0.5f]).SetArray<bool>("bools", [true, false])
            .SetArray("strings", ["a", "", "\u2603"]).SetArray("bytes", [[0xFF, 0x00], []])
            .Write(path);

        using var file = GgufFile.Open(path);
        var metadata = file.Metadata;
        Assert.Equal((3, 17), (file.Version, metadata.Count));
        Assert.Equal(
            [255, -1, 65535, -2, uint.MaxValue, -3, long.MaxValue, long.MinValue],
            new[] { "u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64" }.Select(key => metadata[key].Integer()));
        Assert.Equal((1.5, 2.25, true, "snow \u2603"), (metadata["f32"].Number(), metadata["f64"].Number(), metadata["bool"].Bool(), metadata["string"].String()));
        Assert.Equal([1, -2, 3], Enumerable.Range(0, 3).Select(i => metadata["ints"].Integer(i)));
        Assert.Equal((0.5, true, false), (metadata["floats"].Number(), metadata["bools"].Bool(0), metadata["bools"].Bool(1)));
        Assert.Equal(["a", "", "\u2603"], Enumerable.Range(0, 3).Select(i => metadata["strings"].String(i)));
        Assert.Equal([0xFF, 0x00], metadata["bytes"].Utf8(0).ToArray());
    }

    [Fact]
    public void Write_Tensors_AlignsAndReadsBack()
    {
        string path = Path("tensors.gguf");
        new GgufWriter().Set("general.alignment", 64u)
            .SetTensor("a", TensorType.I8, [3, 1], stream => stream.Write([1, 2, 3]))
            .SetTensor("b", TensorType.I8, [2, 2], stream => stream.Write([4, 5, 6, 7]))
            .Write(path);

        using var file = GgufFile.Open(path);
        Assert.All(file.Tensors, tensor => Assert.Equal(0, tensor.Offset % 64));
        Assert.Equal([1, 2, 3], file.Row(file.Tensor("a"), 0).ToArray());
        Assert.Equal([6, 7], file.Row(file.Tensor("b"), 1).ToArray());
    }

    [Fact]
    public void Copy_DemoModel_IsByteIdentical()
    {
        string path = Path("copy.gguf");
        using (var file = GgufFile.Open(TestFiles.Demo)) GgufWriter.Copy(file).Write(path);
        Assert.Equal(File.ReadAllBytes(TestFiles.Demo), File.ReadAllBytes(path));
    }

    [Fact]
    public void Copy_ChangedKey_KeepsTheRest()
    {
        string path = Path("changed.gguf");
        using var source = GgufFile.Open(TestFiles.Demo);
        GgufWriter.Copy(source).Set("tokenizer.ggml.pre", "gpt-2").Remove("general.name").RemoveTensor("output_norm.weight").Write(path);

        using var file = GgufFile.Open(path);
        Assert.Equal("gpt-2", file.Metadata.String("tokenizer.ggml.pre"));
        Assert.Equal(source.Metadata.Keys.Except(["general.name"]), file.Metadata.Keys);
        Assert.Equal(source.Tensors.Count - 1, file.Tensors.Count);
        Assert.Equal(source.Row(source.Tensor("blk.5.ffn_down.weight"), 255), file.Row(file.Tensor("blk.5.ffn_down.weight"), 255));
    }

    [Fact]
    public void Write_OntoItsSource_Throws()
    {
        string path = Path("self.gguf"), link = Path("link.gguf");
        File.Copy(TestFiles.Demo, path);
        using var file = GgufFile.Open(path);
        Assert.Throws<ArgumentException>(() => GgufWriter.Copy(file).Write(path));
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(link, path);
        Assert.Throws<ArgumentException>(() => GgufWriter.Copy(file).Write(link));
    }

    [Fact]
    public void Write_ShortTensor_ThrowsAndLeavesNothing()
    {
        string path = Path("short.gguf");
        var writer = new GgufWriter().SetTensor("a", TensorType.F32, [4], stream => stream.Write([1, 2, 3]));
        Assert.Contains("16", Assert.Throws<InvalidOperationException>(() => writer.Write(path)).Message, StringComparison.Ordinal);
        Assert.Empty(_directory.GetFiles());
    }
}
