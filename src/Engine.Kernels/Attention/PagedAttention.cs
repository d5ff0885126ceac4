using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Attention;

/// <summary>
/// The attention of <see cref="DenseAttention"/> over blocks of keys and values, with an online softmax: the weights of a block are used
/// and forgotten, and what was summed before is rescaled when a larger score turns up.
/// </summary>
/// <remarks>
/// Sources: Milakov and Gimelshein 2018, "Online normalizer calculation for softmax"; Dao et al. 2022, "FlashAttention".
/// Blocks are aligned at position 0 and visited in order, so a result depends on nothing but the query and the keys it sees.
/// </remarks>
internal static unsafe class PagedAttention
{
    /// <summary>The variants that this processor runs, widest registers first.</summary>
    public static IReadOnlyList<PagedAttentionVariant> Variants { get; } = [.. new PagedAttentionVariant[]
    {
        new PagedAttention<Simd512, Vector512<byte>>(),
        new PagedAttention<Simd256, Vector256<byte>>(),
        new PagedAttention<Simd128, Vector128<byte>>(),
    }.Where(variant => variant.IsSupported)];

    private static readonly PagedAttentionVariant s_fastest = Variants[0];

    /// <summary>Queries of a prefill tile at most.</summary>
    public static int TileQueries => s_fastest.TileQueries;

    /// <summary>Floats of scratch that a thread needs.</summary>
    public static int ScratchLength(in AttentionShape shape) => s_fastest.ScratchLength(shape);

    /// <summary>One query attends through key and value head <paramref name="kvHead"/>, for all query heads that share it.</summary>
    /// <param name="shape">Heads, dimensions, mask.</param>
    /// <param name="kv">The keys and values of the sequence.</param>
    /// <param name="kvHead">Key and value head.</param>
    /// <param name="position">Position of the query; its own key is already stored, and where nothing is masked all others are.</param>
    /// <param name="query">(headCount, headDim).</param>
    /// <param name="output">(headCount, headDim); the group's heads are written.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats of this thread.</param>
    public static void Decode(
        in AttentionShape shape, KvView kv, int kvHead, int position, ReadOnlySpan<float> query, Span<float> output, Span<float> scratch) =>
        s_fastest.Decode(shape, kv, kvHead, position, query, output, scratch);

    /// <summary>Up to <see cref="TileQueries"/> consecutive queries attend through head <paramref name="kvHead"/>, for all query heads that share it.</summary>
    /// <param name="shape">Heads, dimensions, mask.</param>
    /// <param name="kv">The keys and values of the sequence.</param>
    /// <param name="kvHead">Key and value head.</param>
    /// <param name="position">Position of the first query; all keys up to the last query's are stored, and where nothing is masked all others are.</param>
    /// <param name="count">Queries.</param>
    /// <param name="queries">(count, stride), each (headCount, headDim).</param>
    /// <param name="output">(count, stride).</param>
    /// <param name="stride">Floats from one query to the next.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats of this thread.</param>
    public static void Prefill(
        in AttentionShape shape, KvView kv, int kvHead, int position, int count,
        ReadOnlySpan<float> queries, Span<float> output, int stride, Span<float> scratch) =>
        s_fastest.Prefill(shape, kv, kvHead, position, count, queries, output, stride, scratch);
}

/// <summary><see cref="PagedAttention"/> on registers of one width.</summary>
internal abstract unsafe class PagedAttentionVariant
{
    /// <summary>The width of its registers, in bits.</summary>
    public abstract int Bits { get; }

    /// <summary>Whether this processor has them.</summary>
    public abstract bool IsSupported { get; }

    /// <inheritdoc cref="PagedAttention.TileQueries"/>
    public abstract int TileQueries { get; }

    /// <inheritdoc cref="PagedAttention.ScratchLength"/>
    public abstract int ScratchLength(in AttentionShape shape);

    /// <inheritdoc cref="PagedAttention.Decode"/>
    public void Decode(in AttentionShape shape, KvView kv, int kvHead, int position, ReadOnlySpan<float> query, Span<float> output, Span<float> scratch)
    {
        Shapes.RequireEqual(shape.HeadCount * shape.HeadDim, query.Length, nameof(query));
        Shapes.RequireEqual(query.Length, output.Length, nameof(output));
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, ScratchLength(shape));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, kv.Length);
        fixed (float* q = query, o = output, s = scratch) Decode(shape, kv, kvHead, position, q, o, s);
    }

    /// <inheritdoc cref="PagedAttention.Prefill"/>
    public void Prefill(
        in AttentionShape shape, KvView kv, int kvHead, int position, int count,
        ReadOnlySpan<float> queries, Span<float> output, int stride, Span<float> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, TileQueries);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, shape.HeadCount * shape.HeadDim);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries.Length, (count - 1) * stride + shape.HeadCount * shape.HeadDim);
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, (count - 1) * stride + shape.HeadCount * shape.HeadDim);
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, ScratchLength(shape));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position + count, kv.Length);
        fixed (float* q = queries, o = output, s = scratch) Prefill(shape, kv, kvHead, position, count, q, o, stride, s);
    }

    private protected abstract void Decode(in AttentionShape shape, KvView kv, int kvHead, int position, float* query, float* output, float* scratch);

    private protected abstract void Prefill(
        in AttentionShape shape, KvView kv, int kvHead, int position, int count, float* queries, float* output, int stride, float* scratch);
}
