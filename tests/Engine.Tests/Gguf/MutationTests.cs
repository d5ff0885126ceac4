using System.Globalization;
using Engine.Gguf;

namespace Engine.Tests.Gguf;

/// <summary>
/// Malformed files in processes of their own: each loads and decodes one token, or throws a typed exception. A process that
/// dies, hangs or throws anything else fails the test, which keeps the file and names it.
/// </summary>
/// <remarks><c>ENGINE_MUTATIONS=10000 dotnet test tests/Engine.Tests --filter FullyQualifiedName~MutationTests</c> tries ten thousand.</remarks>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int FirstSeed = 20_000;
    private const int FilesPerProcess = 50;
    private const int HeaderMutations = 20_000;

    private static int MutationCount =>
        int.TryParse(Environment.GetEnvironmentVariable("ENGINE_MUTATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 500;

    [Fact]
    public async Task Load_MutatedFiles_WorksOrThrowsATypedException()
    {
        using var directory = new ScratchDirectory("mutations");
        var mutator = new GgufMutator(Sources(directory.Path));
        var tally = new LoadTally();
        for (int seed = FirstSeed; seed < FirstSeed + MutationCount; seed += FilesPerProcess)
        {
            var paths = new List<string>();
            for (int file = seed; file < Math.Min(seed + FilesPerProcess, FirstSeed + MutationCount); file++)
            {
                paths.Add(Path.Combine(directory.Path, $"mutation-{file}.gguf"));
                mutator.Write(file, paths[^1]);
            }
            await tally.TryAsync(paths);
        }
        output.WriteLine(tally.Summary);
        Assert.True(tally.Failures.Count == 0, string.Join('\n', tally.Failures));
        Assert.True(tally.Loaded > 0 && tally.Refused > 0, tally.Summary);
    }

    [Fact]
    public async Task Load_EveryKnownCauseOfAnAbort_IsRefused()
    {
        using var directory = new ScratchDirectory("malformations");
        var tally = new LoadTally();
        await tally.TryAsync([.. GgufMalformations.Refused.Select(malformation => malformation.Write(directory.Path))]);
        Assert.Equal((0, GgufMalformations.Refused.Count(), ""), (tally.Loaded, tally.Refused, string.Join('\n', tally.Failures)));
    }

    [Fact]
    public async Task Load_EveryOddity_Works()
    {
        using var directory = new ScratchDirectory("oddities");
        var tally = new LoadTally();
        // The file with a tensor too many is refused by llama.cpp, which counts them.
        var odd = GgufMalformations.Warned.Where(malformation => malformation.Name != "tensor without a place").ToArray();
        await tally.TryAsync([.. odd.Select(malformation => malformation.Write(directory.Path))]);
        Assert.Equal((odd.Length, 0, ""), (tally.Loaded, tally.Refused, string.Join('\n', tally.Failures)));
    }

    [Fact]
    public void Validate_MutatedHeaders_ThrowNothingButGgufException()
    {
        using var directory = new ScratchDirectory("headers");
        var mutator = new GgufMutator([Tiny(directory.Path)]);
        string path = Path.Combine(directory.Path, "mutated.gguf");
        int refused = 0;
        for (int seed = 0; seed < HeaderMutations; seed++)
        {
            mutator.WriteCorrupted(seed, path);
            try
            {
                using var file = GgufFile.Open(path, loadIntoMemory: true);
                GgufValidator.Validate(file);
                foreach (var value in file.Metadata.Values) _ = value.ToString();
            }
            catch (GgufException)
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error}");
            }
        }
        Assert.InRange(refused, HeaderMutations / 10, HeaderMutations - 1);
    }

    [Fact]
    public void Open_SmallFileWithHugeCounts_AllocatesLittle()
    {
        using var directory = new ScratchDirectory("counts");
        string path = Path.Combine(directory.Path, "counts.gguf");
        foreach (ulong count in (ulong[])[int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue])
        {
            using (var writer = new BinaryWriter(File.Create(path)))
            {
                writer.Write("GGUF"u8);
                writer.Write(3u);
                writer.Write(count);
                writer.Write(0UL);
                writer.Write(new byte[36]);
            }
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<GgufException>(() => GgufFile.Open(path));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
        }
    }

    /// <summary>One layer of the demo model, so that thousands of copies are cheap, and the SentencePiece model.</summary>
    private static string[] Sources(string directory) => [OneLayer(directory), TestFiles.Shared("models", "stories260K.gguf")];

    private static string OneLayer(string directory)
    {
        string path = Path.Combine(directory, "one-layer.gguf");
        using var file = GgufFile.Open(TestFiles.Demo);
        var writer = GgufWriter.Copy(file).Set("llama.block_count", 1u);
        foreach (var tensor in file.Tensors)
            if (tensor.Name.StartsWith("blk.", StringComparison.Ordinal) && !tensor.Name.StartsWith("blk.0.", StringComparison.Ordinal)) writer.RemoveTensor(tensor.Name);
        writer.Write(path);
        return path;
    }

    /// <summary>A model of 30 KiB: the header of the demo model with lengths of 32.</summary>
    private static string Tiny(string directory)
    {
        const int dim = 32, vocabulary = 100;
        string path = Path.Combine(directory, "tiny.gguf");
        using var file = GgufFile.Open(OneLayer(directory));
        var tokens = file.Metadata["tokenizer.ggml.tokens"];
        var writer = GgufWriter.Copy(file)
            .Set("llama.embedding_length", (uint)dim).Set("llama.feed_forward_length", (uint)dim).Set("llama.vocab_size", (uint)vocabulary)
            .Set("llama.attention.head_count", 1u).Set("llama.attention.head_count_kv", 1u)
            .Set("llama.attention.key_length", (uint)dim).Set("llama.attention.value_length", (uint)dim).Set("llama.rope.dimension_count", (uint)dim)
            .SetArray("tokenizer.ggml.tokens", [.. Enumerable.Range(0, vocabulary).Select(id => tokens.Utf8(id).ToArray())])
            .SetArray<int>("tokenizer.ggml.token_type", [.. Enumerable.Repeat(1, vocabulary)])
            .SetArray("tokenizer.ggml.merges", (string[])["h e"]);
        foreach (var tensor in file.Tensors)
        {
            long[] dimensions = tensor.Dimensions.Count == 1 ? [dim] : [dim, tensor.Name == "token_embd.weight" ? vocabulary : dim];
            writer.SetTensor(tensor.Name, TensorType.F32, dimensions, stream => stream.Write(new byte[dimensions.Aggregate(4L, (product, length) => product * length)]));
        }
        writer.Write(path);
        using var written = GgufFile.Open(path);
        GgufValidator.Validate(written);
        return path;
    }
}
