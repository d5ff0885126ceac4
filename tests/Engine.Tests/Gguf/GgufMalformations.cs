using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;
using Engine.Tests.Gguf.Attacks;

namespace Engine.Tests.Gguf;

/// <summary>The good file a malformation starts from.</summary>
public enum MalformationSource
{
    /// <summary>Llama architecture, byte-pair encoding.</summary>
    Demo,
    /// <summary>Llama architecture, SentencePiece.</summary>
    Stories,
    /// <summary>A LoRA adapter.</summary>
    Adapter,
    /// <summary>An encoder-decoder, made by the tests.</summary>
    EncoderDecoder,
}

/// <summary>A good file with one thing wrong.</summary>
public sealed record Malformation(string Name, MalformationSource Source, Action<GgufWriter> Change, params string[] Message)
{
    /// <summary>Writes the malformed file into <paramref name="directory"/> and returns its path.</summary>
    public string Write(string directory)
    {
        string path = Path.Combine(directory, $"{Guid.NewGuid():N}.gguf");
        if (Source == MalformationSource.EncoderDecoder)
        {
            var made = new RoleModel(ArchitectureCatalog.Find("t5")!, HasOptional: true).Writer();
            Change(made);
            made.Write(path);
            return path;
        }
        using var source = GgufFile.Open(Source switch
        {
            MalformationSource.Demo => TestFiles.Demo,
            MalformationSource.Stories => TestFiles.Shared("models", "stories260K.gguf"),
            _ => TestFiles.Shared("models", "pocket-pirate-lora.gguf"),
        });
        var writer = GgufWriter.Copy(source);
        Change(writer);
        writer.Write(path);
        return path;
    }

    public override string ToString() => Name;
}

/// <summary>The table of malformed files: every cause known to end a llama.cpp process, and those that make it misbehave.</summary>
internal static class GgufMalformations
{
    private const MalformationSource Demo = MalformationSource.Demo, Stories = MalformationSource.Stories, Adapter = MalformationSource.Adapter, EncoderDecoder = MalformationSource.EncoderDecoder;

    private static readonly TensorType[] s_notF32 =
        [TensorType.F16, TensorType.BF16, TensorType.Q4_0, TensorType.Q8_0, TensorType.I8, TensorType.I32, TensorType.F64, TensorType.Q8_1];

    private static readonly TensorType[] s_notWeights = [TensorType.I8, TensorType.I32, TensorType.F64, TensorType.Q8_1, TensorType.Q8_K];

    /// <summary>Files that must not load.</summary>
    public static IEnumerable<Malformation> Refused { get; } =
    [
        // Assertions while loading.
        new("no layers", Demo, w => w.Set("llama.block_count", 0u), "llama.block_count is 0", "1 to 512"),
        new("too many layers", Demo, w => w.Set("llama.block_count", 513u), "llama.block_count is 513"),
        new("layers beyond any list", Demo, w => w.Set("llama.block_count", uint.MaxValue), "llama.block_count is 4294967295"),
        new("experts, none used", Demo, w => w.Set("llama.expert_count", 4u), "llama.expert_used_count is 0", "1 to 4"),
        new("more experts used than there are", Demo, w => w.Set("llama.expert_count", 4u).Set("llama.expert_used_count", 5u), "llama.expert_used_count is 5"),
        new("experts used, none there", Demo, w => w.Set("llama.expert_used_count", 2u), "llama.expert_used_count is 2"),
        new("too many experts", Demo, w => w.Set("llama.expert_count", 513u).Set("llama.expert_used_count", 2u), "llama.expert_count is 513"),
        new("expert groups without experts", Demo, w => w.Set("llama.expert_group_count", 2u), "llama.expert_group_count is 2"),
        new("unknown RoPE scaling", Demo, w => w.Set("llama.rope.scaling.type", "spiral"), "llama.rope.scaling.type is 'spiral'", "yarn"),
        new("duplicate tokens", Stories, w => SetToken(w, 300, "<0x41>"), "'<0x41>' twice", "300"),
        new("WordPiece over SentencePiece tokens", Stories, w => w.Set("tokenizer.ggml.model", "bert"), "tokenizer.ggml.token_type", "'bert'"),
        new("other heads in layers with a window", Demo, w => w.Set("llama.rope.dimension_count_swa", 96u), "llama.rope.dimension_count_swa is 96", "64"),
        new("output longer than it is", Demo, w => w.Set("llama.embedding_length_out", 65535u), "llama.embedding_length_out is 65535", "256"),
        new("more layers that predict ahead than layers", Demo, w => w.Set("llama.nextn_predict_layers", 7u), "llama.nextn_predict_layers is 7"),
        new("three distance buckets", EncoderDecoder, ThreeBuckets, "t5.attention.relative_buckets_count is 3; 4 to"),
        new("no distance bias in the encoder", EncoderDecoder, w => w.RemoveTensor("enc.blk.0.attn_rel_b.weight"), "enc.blk.0.attn_rel_b.weight is missing", "[2, 32]"),
        new("no distance bias in the decoder", EncoderDecoder, w => w.RemoveTensor("dec.blk.0.attn_rel_b.weight"), "dec.blk.0.attn_rel_b.weight is missing"),
        new("adapter's alpha no float", Adapter, w => w.Set("adapter.lora.alpha", (byte)16), "adapter.lora.alpha is of type UInt8", "Float32"),
        .. Alignments(),

        // C reads texts up to a NUL, and so other names and values than we do.
        new("architecture with a NUL", Demo, w => w.Set("general.architecture", "llama\0x"), "general.architecture", @"llama\u0000x"),
        new("key with a NUL", Demo, w => w.Set("llama.rope.scaling.type\0", "spiral"), @"llama.rope.scaling.type\u0000", "without NUL"),
        new("tensor with a NUL", Demo, w => Retype(w, "blk.0.attn_q.weight\0", TensorType.F32, 4), @"blk.0.attn_q.weight\u0000", "without NUL"),

        // Names that a terminal would obey, or that would fill it.
        new("architecture that clears the screen", Demo, w => w.Set("general.architecture", "\u001b[2J\nengine: all is well"), @"\u001b[2J\nengine: all is well.block_count is missing"),
        new("architecture of a megabyte", Demo, w => w.Set("general.architecture", new string('x', 1 << 20)), "xxx... (1048588 characters) is missing"),

        // llama.cpp compares each with each: 65,000 take it 10 s.
        new("keys without end", Demo, AddKeys, "number of metadata values", "at most 4096"),

        // Loads, then ends the process when it runs.
        new("no newline byte", Stories, w => SetToken(w, 3 + '\n', "zzzz"), "<0x0A>"),
        new("byte token without a byte", Stories, w => SetToken(w, 3 + 0xFE, "<0xZZ>"), "<0x"),
        new("no vocabulary", Demo, w => w.Set("tokenizer.ggml.model", "no_vocab"), "tokenizer.ggml.model is 'no_vocab'"),
        new("epsilon not a number", Demo, w => w.Set("llama.attention.layer_norm_rms_epsilon", float.NaN), "llama.attention.layer_norm_rms_epsilon is NaN"),
        new("epsilon negative", Demo, w => w.Set("llama.attention.layer_norm_rms_epsilon", -1f), "llama.attention.layer_norm_rms_epsilon is -1"),
        .. s_notF32.Select(type => new Malformation($"norm of type {type}", Demo, w => Retype(w, "blk.2.attn_norm.weight", type, 256), "blk.2.attn_norm.weight", $"{type}", "F32")),
        .. s_notWeights.Select(type => new Malformation($"query matrix of type {type}", Demo, w => Retype(w, "blk.2.attn_q.weight", type, 256, 256), "blk.2.attn_q.weight", $"{type}")),
        .. s_notWeights.Select(type => new Malformation($"output matrix of type {type}", Demo, w => Retype(w, "output.weight", type, 256, 4096), "output.weight", $"{type}")),
        .. s_notWeights.Select(type => new Malformation($"embeddings of type {type}", Demo, w => Retype(w, "token_embd.weight", type, 256, 4096), "token_embd.weight", $"{type}")),

        // Loads and quietly computes nonsense.
        new("RoPE base zero", Demo, w => w.Set("llama.rope.freq_base", 0f), "llama.rope.freq_base is 0"),
        new("RoPE base not a number", Demo, w => w.Set("llama.rope.freq_base", float.NaN), "llama.rope.freq_base is NaN"),
        new("RoPE factor infinite", Demo, w => w.Set("llama.rope.scaling.factor", float.PositiveInfinity), "llama.rope.scaling.factor"),
        new("no context", Demo, w => w.Set("llama.context_length", 0u), "llama.context_length is 0"),
        new("endless context", Demo, w => w.Set("llama.context_length", uint.MaxValue), "llama.context_length is 4294967295"),
        new("score not a number", Stories, w => w.SetArray<float>("tokenizer.ggml.scores", [.. Enumerable.Repeat(0f, 511), float.NaN]), "tokenizer.ggml.scores of token 511 is NaN"),

        // Refused by llama.cpp too, in words we can better.
        new("layer count of another type", Demo, w => w.Set("llama.block_count", 6), "llama.block_count is of type Int32", "UInt32"),
        new("layer count missing", Demo, w => w.Remove("llama.block_count"), "llama.block_count is missing"),
        new("heads that do not divide", Demo, w => w.Set("llama.attention.head_count_kv", 3u), "llama.attention.head_count_kv is 3", "4"),
        new("no heads", Demo, w => w.Set("llama.attention.head_count", 0u), "llama.attention.head_count"),
        new("no key-value heads", Demo, w => w.Set("llama.attention.head_count_kv", 0u), "llama.attention.head_count_kv is 0"),
        new("RoPE over half a head", Demo, w => w.Set("llama.rope.dimension_count", 32u), "llama.rope.dimension_count is 32", "64"),
        new("fewer tokens than embeddings", Stories, w => Shorten(w, 511), "token_embd.weight"),
        new("scores too few", Stories, w => w.SetArray<float>("tokenizer.ggml.scores", [1, 2, 3]), "tokenizer.ggml.scores has 3", "512"),
        new("token types too few", Demo, w => w.SetArray<int>("tokenizer.ggml.token_type", [1]), "tokenizer.ggml.token_type has 1", "4096"),
        new("token types of another type", Demo, w => w.SetArray<uint>("tokenizer.ggml.token_type", [1]), "tokenizer.ggml.token_type is of type array of UInt32"),
        new("merges missing", Demo, w => w.Remove("tokenizer.ggml.merges"), "tokenizer.ggml.merges is missing"),
        new("tensor missing", Demo, w => w.RemoveTensor("blk.4.ffn_up.weight"), "blk.4.ffn_up.weight is missing", "[256, 768]"),
        new("tensor of another shape", Demo, w => Retype(w, "blk.4.ffn_up.weight", TensorType.F16, 256, 767), "[256, 767]", "[256, 768]"),
        new("architecture missing", Demo, w => w.Remove("general.architecture"), "general.architecture is missing"),
        new("part of a split model", Demo, w => w.Set("split.count", (ushort)3), "split.count is 3"),
        new("second part of a split model", Demo, w => w.Remove("general.architecture").Set("split.count", (ushort)2).Set("split.no", (ushort)1), "this is part 2 of 2"),
        new("pooling of another kind", Demo, w => w.Set("llama.pooling_type", 9u), "llama.pooling_type is 9"),
        new("classifier without a head", Demo, w => w.Set("llama.pooling_type", 4u), "llama.pooling_type is 4", "cls"),
        new("adapter without a partner", Adapter, w => w.RemoveTensor("blk.0.attn_q.weight.lora_b"), "blk.0.attn_q.weight.lora_b is missing"),
        new("adapter of another rank", Adapter, w => Retype(w, "blk.0.attn_q.weight.lora_b", TensorType.F16, 4, 256), "blk.0.attn_q.weight.lora_b", "8"),
    ];

    /// <summary>Files that load, with a remark.</summary>
    public static IEnumerable<Malformation> Warned { get; } =
    [
        new("special id out of range", Demo, w => w.Set("tokenizer.ggml.bos_token_id", 4096u), "tokenizer.ggml.bos_token_id is 4096"),
        new("unknown token type", Demo, w => w.SetArray<int>("tokenizer.ggml.token_type", [.. Enumerable.Repeat(1, 4095), 99]), "token 4095 has a type"),
        new("token not UTF-8", Stories, w => SetToken(w, 400, [0xC3]), "token 400 is not valid UTF-8"),
        new("token empty", Stories, w => SetToken(w, 400, []), "token 400 is empty"),
        new("vocabulary size disagrees", Demo, w => w.Set("llama.vocab_size", 5000u), "llama.vocab_size is 5000", "4096"),
        new("tensor without a place", Demo, w => Retype(w, "blk.9.mystery.weight", TensorType.F32, 4), "blk.9.mystery.weight"),
    ];

    /// <summary>Sixteen bytes of padding more or less move the tensors off a multiple of 32 in some of these; those must be refused.</summary>
    private static IEnumerable<Malformation> Alignments() =>
        Enumerable.Range(0, 32)
            .Select(padding => new Malformation($"alignment 16, {padding} bytes of padding", Demo,
                w => w.Set("general.alignment", 16u).Set("general.description", new string('x', padding)), "general.alignment is 16"))
            .Where(malformation => DataOffsetOf(malformation) % 32 != 0);

    private static long DataOffsetOf(Malformation malformation)
    {
        var directory = Directory.CreateTempSubdirectory("gguf-alignment");
        try
        {
            using var file = GgufFile.Open(malformation.Write(directory.FullName));
            return file.DataOffset;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void ThreeBuckets(GgufWriter writer)
    {
        writer.Set("t5.attention.relative_buckets_count", 3u);
        foreach (string half in (string[])["enc", "dec"])
            for (int layer = 0; layer < 2; layer++) Retype(writer, $"{half}.blk.{layer}.attn_rel_b.weight", TensorType.F32, 2, 3);
        for (int layer = 0; layer < 2; layer++) Retype(writer, $"dec.blk.{layer}.cross_attn_rel_b.weight", TensorType.F32, 2, 3);
    }

    private static void AddKeys(GgufWriter writer)
    {
        for (int i = 0; i < 4096; i++) writer.Set($"key.{i}", 1u);
    }

    private static void Retype(GgufWriter writer, string name, TensorType type, params long[] dimensions)
    {
        long rows = dimensions.Skip(1).Aggregate(1L, (product, length) => product * length);
        writer.SetTensor(name, type, dimensions, stream => stream.Write(new byte[rows * TensorTypes.Get(type).RowBytes(dimensions[0])]));
    }

    private static void SetToken(GgufWriter writer, int id, string text) => SetToken(writer, id, System.Text.Encoding.UTF8.GetBytes(text));

    private static void SetToken(GgufWriter writer, int id, byte[] utf8)
    {
        var tokens = StoriesTokens();
        tokens[id] = utf8;
        writer.SetArray("tokenizer.ggml.tokens", tokens);
    }

    private static void Shorten(GgufWriter writer, int count) => writer.SetArray("tokenizer.ggml.tokens", StoriesTokens()[..count]);

    private static byte[][] StoriesTokens()
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", "stories260K.gguf"));
        var tokens = file.Metadata["tokenizer.ggml.tokens"];
        return [.. Enumerable.Range(0, tokens.Count).Select(id => tokens.Utf8(id).ToArray())];
    }
}
