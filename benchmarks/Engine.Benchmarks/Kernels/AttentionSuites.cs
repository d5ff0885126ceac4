using Engine.Kernels.Attention;
using Engine.Kernels.Memory;
using Engine.Kernels.Quantization;

namespace Engine.Benchmarks.Kernels;

/// <summary>One token attends to a long sequence.</summary>
public class AttentionDecode : KernelSuite
{
    private protected override IEnumerable<KernelCase> Table() => AttentionCases.All(keys: 4096, _ => 1);
}

/// <summary>A tile of prompt tokens attends to what came before.</summary>
public class AttentionPrefill : KernelSuite
{
    private protected override IEnumerable<KernelCase> Table() => AttentionCases.All(keys: 1024, variant => variant.TileQueries);
}

internal static class AttentionCases
{
    private static readonly AttentionShape[] s_shapes =
    [
        new(9, 3, 64, AttentionMask.Causal),
        new(32, 4, 64, AttentionMask.Causal),
        new(32, 32, 128, AttentionMask.Causal),
    ];

    public static IEnumerable<KernelCase> All(int keys, Func<PagedAttentionVariant, int> queriesOf)
    {
        int most = queriesOf(PagedAttention.Variants[0]);
        foreach (var shape in s_shapes)
        {
            foreach (var variant in PagedAttention.Variants)
                foreach (var type in KvFormats.Types)
                    yield return Case(shape, keys, queriesOf(variant), type, $"{variant.Bits} bits", () => Paged(variant, shape, keys, queriesOf(variant), type));
            yield return Case(shape, keys, most, TensorType.F32, KernelCase.Reference, () => Reference(shape, keys, most));
        }
    }

    private static KernelCase Case(AttentionShape shape, int keys, int queries, TensorType type, string variant, Func<PreparedKernel> prepare)
    {
        double bytes = 2.0 * keys * shape.KvHeadCount * TensorTypes.Get(type).RowBytes(shape.HeadDim);
        double operations = 4.0 * keys * queries * shape.HeadCount * shape.HeadDim;
        return new($"{shape.HeadCount}/{shape.KvHeadCount} heads of {shape.HeadDim}", $"{queries} x {keys}, {type}", variant,
            queries == 1 ? Bound.Memory : Bound.Arithmetic, queries == 1 ? bytes : operations, prepare);
    }

    private static PreparedKernel Paged(PagedAttentionVariant variant, AttentionShape shape, int keys, int queries, TensorType type)
    {
        int blocks = (keys + KvBlocks.BlockTokens - 1) / KvBlocks.BlockTokens, row = shape.KvHeadCount * shape.HeadDim;
        var kv = new KvBlocks(blocks, 1, shape.KvHeadCount, shape.HeadDim, type, type);
        float[] values = Inputs.Normal(row);
        for (int position = 0; position < keys; position++)
        {
            kv.Commit(position / KvBlocks.BlockTokens);
            kv.Write(position / KvBlocks.BlockTokens, 0, position % KvBlocks.BlockTokens, values, values);
        }
        int[] table = [.. Enumerable.Range(0, blocks)];
        int stride = shape.HeadCount * shape.HeadDim;
        float[] query = Inputs.Normal(queries * stride), output = new float[query.Length];
        var scratch = new NativeBuffer<float>(variant.ScratchLength(shape));
        return new PreparedKernel(() =>
        {
            var view = new KvView(kv, 0, table, keys);
            for (int head = 0; head < shape.KvHeadCount; head++)
            {
                if (queries == 1) variant.Decode(shape, view, head, keys - 1, query, output, scratch.Span((int)scratch.Length));
                else variant.Prefill(shape, view, head, keys - queries, queries, query, output, stride, scratch.Span((int)scratch.Length));
            }
        }, kv, scratch);
    }

    private static PreparedKernel Reference(AttentionShape shape, int keys, int queries)
    {
        float[] query = Inputs.Normal(queries * shape.HeadCount * shape.HeadDim), stored = Inputs.Normal(keys * shape.KvHeadCount * shape.HeadDim);
        float[] weights = new float[shape.HeadCount * queries * keys], output = new float[query.Length];
        return new PreparedKernel(() => DenseAttention.Reference(shape, query, stored, stored, keys - queries, weights, output));
    }
}
