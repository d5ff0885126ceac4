namespace Engine.Gguf;

/// <summary>Which tensors a model of each architecture that we know has, and their shapes.</summary>
/// <remarks>
/// Shapes are (row length, rows, ...), as the file has them: a matrix that maps n values to m is [n, m]. <c>{L}</c> stands for
/// each layer. Files of other architectures are checked by the general rules only.
/// </remarks>
internal static class Architectures
{
    /// <summary>One tensor, or one per layer.</summary>
    /// <param name="Name">Its name; {L} is the layer.</param>
    /// <param name="Shape">Its lengths, given the model's shape and the layer.</param>
    /// <param name="IsRequired">Whether the model is none without it.</param>
    /// <param name="InsteadOf">A tensor that makes this one unnecessary where it is present.</param>
    private sealed record Role(string Name, Func<Hyperparameters, int, long[]> Shape, bool IsRequired = true, string? InsteadOf = null);

    private static readonly Role[] s_llama =
    [
        new("token_embd.weight", (s, _) => [s.ModelDim, s.VocabSize]),
        new("output_norm.weight", (s, _) => [s.ModelDim]),
        new("output.weight", (s, _) => [s.ModelDim, s.VocabSize], IsRequired: false),   // absent: tied to token_embd
        new("rope_freqs.weight", (s, _) => [s.RopeDimension / 2], IsRequired: false),
        new("blk.{L}.attn_norm.weight", (s, _) => [s.ModelDim]),
        new("blk.{L}.attn_q.weight", (s, _) => [s.ModelDim, Queries(s)], InsteadOf: "blk.{L}.attn_qkv.weight"),
        new("blk.{L}.attn_k.weight", (s, layer) => [s.ModelDim, Keys(s, layer)], InsteadOf: "blk.{L}.attn_qkv.weight"),
        new("blk.{L}.attn_v.weight", (s, layer) => [s.ModelDim, Values(s, layer)], InsteadOf: "blk.{L}.attn_qkv.weight"),
        new("blk.{L}.attn_qkv.weight", (s, layer) => [s.ModelDim, Queries(s) + Keys(s, layer) + Values(s, layer)], IsRequired: false),
        new("blk.{L}.attn_output.weight", (s, _) => [(long)s.HeadCount * s.ValueHeadDim, s.ModelDim]),
        new("blk.{L}.attn_q.bias", (s, _) => [Queries(s)], IsRequired: false),
        new("blk.{L}.attn_k.bias", (s, layer) => [Keys(s, layer)], IsRequired: false),
        new("blk.{L}.attn_v.bias", (s, layer) => [Values(s, layer)], IsRequired: false),
        new("blk.{L}.attn_output.bias", (s, _) => [s.ModelDim], IsRequired: false),
        new("blk.{L}.ffn_norm.weight", (s, _) => [s.ModelDim]),
        new("blk.{L}.ffn_gate.weight", (s, _) => [s.ModelDim, s.FeedForwardDim], InsteadOf: "blk.{L}.ffn_gate_exps.weight"),
        new("blk.{L}.ffn_up.weight", (s, _) => [s.ModelDim, s.FeedForwardDim], InsteadOf: "blk.{L}.ffn_up_exps.weight"),
        new("blk.{L}.ffn_down.weight", (s, _) => [s.FeedForwardDim, s.ModelDim], InsteadOf: "blk.{L}.ffn_down_exps.weight"),
        new("blk.{L}.ffn_gate.bias", (s, _) => [s.FeedForwardDim], IsRequired: false),
        new("blk.{L}.ffn_up.bias", (s, _) => [s.FeedForwardDim], IsRequired: false),
        new("blk.{L}.ffn_down.bias", (s, _) => [s.ModelDim], IsRequired: false),
        new("blk.{L}.ffn_gate_inp.weight", (s, _) => [s.ModelDim, s.ExpertCount], IsRequired: false),
        new("blk.{L}.ffn_gate_exps.weight", (s, _) => [s.ModelDim, s.FeedForwardDim, s.ExpertCount], IsRequired: false),
        new("blk.{L}.ffn_up_exps.weight", (s, _) => [s.ModelDim, s.FeedForwardDim, s.ExpertCount], IsRequired: false),
        new("blk.{L}.ffn_down_exps.weight", (s, _) => [s.FeedForwardDim, s.ModelDim, s.ExpertCount], IsRequired: false),
    ];

    private static readonly Role[] s_bert =
    [
        new("token_embd.weight", (s, _) => [s.ModelDim, s.VocabSize]),
        new("token_types.weight", (s, _) => [s.ModelDim, s.TokenTypeCount], IsRequired: false),
        new("position_embd.weight", (s, _) => [s.ModelDim, s.ContextLength]),
        new("token_embd_norm.weight", (s, _) => [s.ModelDim]),
        new("token_embd_norm.bias", (s, _) => [s.ModelDim]),
        new("cls.weight", (s, _) => [s.ModelDim, s.ModelDim], IsRequired: false),
        new("cls.bias", (s, _) => [s.ModelDim], IsRequired: false),
        new("cls.output.weight", (s, _) => [s.ModelDim, Math.Max(1, s.ClassLabels.Count)], IsRequired: false),
        new("cls.output.bias", (s, _) => [Math.Max(1, s.ClassLabels.Count)], IsRequired: false),
        new("blk.{L}.attn_q.weight", (s, _) => [s.ModelDim, Queries(s)], InsteadOf: "blk.{L}.attn_qkv.weight"),
        new("blk.{L}.attn_k.weight", (s, layer) => [s.ModelDim, Keys(s, layer)], InsteadOf: "blk.{L}.attn_qkv.weight"),
        new("blk.{L}.attn_v.weight", (s, layer) => [s.ModelDim, Values(s, layer)], InsteadOf: "blk.{L}.attn_qkv.weight"),
        new("blk.{L}.attn_qkv.weight", (s, layer) => [s.ModelDim, Queries(s) + Keys(s, layer) + Values(s, layer)], IsRequired: false),
        new("blk.{L}.attn_output.weight", (s, _) => [s.ModelDim, s.ModelDim]),
        new("blk.{L}.attn_q.bias", (s, _) => [Queries(s)], IsRequired: false),
        new("blk.{L}.attn_k.bias", (s, layer) => [Keys(s, layer)], IsRequired: false),
        new("blk.{L}.attn_v.bias", (s, layer) => [Values(s, layer)], IsRequired: false),
        new("blk.{L}.attn_qkv.bias", (s, layer) => [Queries(s) + Keys(s, layer) + Values(s, layer)], IsRequired: false),
        new("blk.{L}.attn_output.bias", (s, _) => [s.ModelDim], IsRequired: false),
        new("blk.{L}.attn_output_norm.weight", (s, _) => [s.ModelDim]),
        new("blk.{L}.attn_output_norm.bias", (s, _) => [s.ModelDim]),
        new("blk.{L}.ffn_up.weight", (s, _) => [s.ModelDim, s.FeedForwardDim]),
        new("blk.{L}.ffn_up.bias", (s, _) => [s.FeedForwardDim], IsRequired: false),
        new("blk.{L}.ffn_down.weight", (s, _) => [s.FeedForwardDim, s.ModelDim]),
        new("blk.{L}.ffn_down.bias", (s, _) => [s.ModelDim], IsRequired: false),
        new("blk.{L}.layer_output_norm.weight", (s, _) => [s.ModelDim]),
        new("blk.{L}.layer_output_norm.bias", (s, _) => [s.ModelDim]),
    ];

    private static readonly Role[] s_t5 =
    [
        new("token_embd.weight", (s, _) => [s.ModelDim, s.VocabSize]),
        new("output.weight", (s, _) => [s.ModelDim, s.VocabSize], IsRequired: false),
        new("enc.output_norm.weight", (s, _) => [s.ModelDim]),
        new("dec.output_norm.weight", (s, _) => [s.ModelDim]),
        .. T5Attention("enc.blk.{L}.attn"),
        .. T5FeedForward("enc.blk.{L}.ffn"),
        .. T5Attention("dec.blk.{D}.attn"),
        .. T5Attention("dec.blk.{D}.cross_attn"),
        .. T5FeedForward("dec.blk.{D}.ffn"),
    ];

    private static readonly Dictionary<string, Role[]> s_roles = new() { ["llama"] = s_llama, ["bert"] = s_bert, ["t5"] = s_t5 };

    /// <summary>Whether the table has <paramref name="architecture"/>.</summary>
    public static bool IsKnown(string architecture) => s_roles.ContainsKey(architecture);

    /// <summary>Refuses missing and misshapen tensors; warns of those the architecture has no place for.</summary>
    public static void Check(GgufSubject subject)
    {
        var shape = subject.Shape;
        if (!s_roles.TryGetValue(shape.Architecture, out var roles)) return;
        var known = new HashSet<string>();
        foreach (var role in roles)
        {
            int layers = role.Name.Contains("{L}", StringComparison.Ordinal) ? shape.LayerCount
                : role.Name.Contains("{D}", StringComparison.Ordinal) ? shape.DecoderLayerCount : 1;
            for (int layer = 0; layer < layers; layer++)
            {
                string name = InLayer(role.Name, layer);
                known.Add(name);
                Check(subject, role, name, layer);
            }
        }
        var strangers = subject.File.Tensors.Where(tensor => !known.Contains(tensor.Name)).Select(tensor => tensor.Name).ToArray();
        if (strangers.Length > 0)
            subject.Warn($"{strangers.Length} tensors have no place in the architecture {shape.Architecture}, the first is {strangers[0]}");
    }

    private static void Check(GgufSubject subject, Role role, string name, int layer)
    {
        var lengths = role.Shape(subject.Shape, layer);
        if (!subject.File.TryGetTensor(name, out var tensor))
        {
            bool isReplaced = role.InsteadOf is not null && subject.File.TryGetTensor(InLayer(role.InsteadOf, layer), out _);
            if (role.IsRequired && !isReplaced)
                throw new GgufException($"tensor {name} is missing; shape [{string.Join(", ", lengths)}] was expected");
            return;
        }
        // Trailing lengths of 1 are the same shape.
        if (!Trim(tensor.Dimensions).SequenceEqual(Trim(lengths)))
            throw new GgufException($"tensor {name} is {tensor.Shape}; [{string.Join(", ", lengths)}] was expected from the metadata");
    }

    private static IEnumerable<long> Trim(IReadOnlyList<long> lengths) => lengths.Reverse().SkipWhile(length => length == 1).Reverse();

    private static string InLayer(string name, int layer) =>
        name.Replace("{L}", $"{layer}", StringComparison.Ordinal).Replace("{D}", $"{layer}", StringComparison.Ordinal);

    private static long Queries(Hyperparameters s) => (long)s.HeadCount * s.HeadDim;

    private static long Keys(Hyperparameters s, int layer) => (long)s.KvHeadCounts[layer] * s.HeadDim;

    private static long Values(Hyperparameters s, int layer) => (long)s.KvHeadCounts[layer] * s.ValueHeadDim;

    private static Role[] T5Attention(string prefix) =>
    [
        new($"{prefix}_norm.weight", (s, _) => [s.ModelDim]),
        new($"{prefix}_q.weight", (s, _) => [s.ModelDim, Queries(s)]),
        new($"{prefix}_k.weight", (s, _) => [s.ModelDim, Queries(s)]),
        new($"{prefix}_v.weight", (s, _) => [s.ModelDim, (long)s.HeadCount * s.ValueHeadDim]),
        new($"{prefix}_o.weight", (s, _) => [(long)s.HeadCount * s.ValueHeadDim, s.ModelDim]),
        new($"{prefix}_rel_b.weight", (s, _) => [s.HeadCount, s.RelativeBucketCount], IsRequired: false),   // shared from the first layer on
    ];

    private static Role[] T5FeedForward(string prefix) =>
    [
        new($"{prefix}_norm.weight", (s, _) => [s.ModelDim]),
        new($"{prefix}_gate.weight", (s, _) => [s.ModelDim, s.FeedForwardDim], IsRequired: false),
        new($"{prefix}_up.weight", (s, _) => [s.ModelDim, s.FeedForwardDim]),
        new($"{prefix}_down.weight", (s, _) => [s.FeedForwardDim, s.ModelDim]),
    ];
}
