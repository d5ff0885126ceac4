using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Quantization;

/// <summary>A block whose sub-blocks have a scale each and no minimum: x = scale * s * level.</summary>
internal unsafe interface IScaledBlock<TSelf> : IQuantizableBlock<TSelf> where TSelf : unmanaged, IScaledBlock<TSelf>
{
    /// <summary>Elements of a sub-block.</summary>
    static abstract int SubBlock { get; }

    /// <summary>The least and the greatest of the integers s; (1, 1) where a block is one sub-block.</summary>
    static abstract (int Least, int Greatest) Scales { get; }

    /// <summary>Levels, not only whole ones, that the value of largest magnitude is tried at, to find the scale of a sub-block.</summary>
    static abstract ReadOnlySpan<float> Anchors { get; }

    /// <summary>The levels nearest to <paramref name="x"/>.</summary>
    static abstract V Nearest<S, V>(V x) where S : ISimd<V> where V : struct;

    /// <summary>Stores a block: its scale, the s of each sub-block, the level of each element.</summary>
    static abstract void Store(TSelf* block, float scale, int* scales, sbyte* levels);
}

/// <summary>Finds the scales of <see cref="IScaledBlock{TSelf}"/> with the least squared error, weighted by importance.</summary>
/// <remarks>
/// For a scale the best levels are the nearest ones; for given levels the best scale solves a linear equation. From many first guesses this alternates
/// for each sub-block (k-means with levels in a row: Lloyd 1982, Least squares quantization in PCM). Then the scale of the block and the integers are
/// chosen by the error that they really make, and improved in turn.
/// </remarks>
internal static unsafe class ScaleSearch<TBlock> where TBlock : unmanaged, IScaledBlock<TBlock>
{
    /// <inheritdoc cref="IQuantizableBlock{TSelf}.Quantize"/>
    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<TBlock> blocks)
    {
        fixed (float* x = values, w = importance)
        fixed (TBlock* first = blocks)
        {
            if (Simd512.IsSupported) ScaleSearch<TBlock, Simd512, Vector512<byte>>.Quantize(x, w, blocks.Length, first);
            else if (Simd256.IsSupported) ScaleSearch<TBlock, Simd256, Vector256<byte>>.Quantize(x, w, blocks.Length, first);
            else ScaleSearch<TBlock, Simd128, Vector128<byte>>.Quantize(x, w, blocks.Length, first);
        }
    }
}

/// <inheritdoc cref="ScaleSearch{TBlock}"/>
internal static unsafe class ScaleSearch<TBlock, S, V> where TBlock : unmanaged, IScaledBlock<TBlock> where S : ISimd<V> where V : struct
{
    private const int Lanes = SideBySide.Lanes;
    private const int Rounds = 2;          // of improving all in turn; a third gains nothing that could be measured

    private static int Step => S.Bytes / sizeof(float);

    /// <summary>Scales of sixteen sub-blocks on their way, and what they cost.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Choice
    {
        public fixed float Block[Lanes];       // the scale of the block that a lane belongs to
        public fixed int Integer[Lanes];
        public fixed float Effective[Lanes];   // their product
        public fixed float Error[Lanes];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Set(int lane, float block, int integer) => (Block[lane], Integer[lane], Effective[lane]) = (block, integer, block * integer);
    }

    /// <summary>Makes <paramref name="count"/> blocks of <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quantize(float* x, float* importance, int count, TBlock* blocks)
    {
        float* memory = stackalloc float[SideBySide.Floats];
        float* scales = stackalloc float[Lanes], squares = stackalloc float[Lanes];
        sbyte* levels = stackalloc sbyte[Lanes * SideBySide.MaxLength];
        var lanes = new SideBySide(memory, TBlock.SubBlock);
        int perBlock = TBlock.Length / TBlock.SubBlock, batch = Lanes / perBlock;
        for (int first = 0; first < count; first += batch)
        {
            int taken = Math.Min(batch, count - first);
            float* values = x + first * TBlock.Length;
            lanes.Fill<S, V>(values, importance == null ? null : importance + first * TBlock.Length, taken * perBlock);
            Fit(lanes, scales, squares);
            var choice = perBlock == 1 ? Halve(lanes, scales) : Share(lanes, scales, squares, perBlock, taken);
            Round(values, taken * perBlock, choice, levels);
            for (int b = 0; b < taken; b++)
                TBlock.Store(blocks + first + b, choice.Block[b * perBlock], choice.Integer + b * perBlock, levels + b * TBlock.Length);
        }
    }

    /// <summary>The best scale of each sub-block by itself, and the sum of w q^2 there: what the square of a deviation from it costs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fit(in SideBySide lanes, float* scales, float* squares)
    {
        for (int lane = 0; lane < Lanes; lane += Step)
        {
            V extreme = S.Zero, magnitude = S.Zero;
            for (int i = 0; i < lanes.Length; i++)
            {
                var value = S.Load(lanes.X + i * Lanes + lane);
                var size = S.And(value, S.RepeatInt(int.MaxValue));
                extreme = S.Select(S.Greater(size, magnitude), value, extreme);
                magnitude = S.Max(size, magnitude);
            }
            var inverse = SideBySide.Inverse<S, V>(extreme);
            V best = S.Zero, scale = S.Zero, curvature = S.Zero;
            foreach (float anchor in TBlock.Anchors) Try(lanes, lane, S.Multiply(S.RepeatFloat(anchor), inverse), ref best, ref scale, ref curvature);
            for (int round = 0; round < Rounds; round++) Try(lanes, lane, SideBySide.Inverse<S, V>(scale), ref best, ref scale, ref curvature);
            S.Store(scale, scales + lane);
            S.Store(curvature, squares + lane);
        }
    }

    /// <summary>Keeps the scale that is best for the levels nearest to x * <paramref name="inverse"/>, where it is better.</summary>
    /// <remarks>The error is sum w x^2 - (sum w x q)^2 / sum w q^2, so the second term is to be large.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Try(in SideBySide lanes, int lane, V inverse, ref V best, ref V scale, ref V curvature)
    {
        var (products, squares) = Moments(lanes, lane, inverse);
        var ratio = S.And(S.Divide(products, squares), S.Greater(squares, S.Zero));
        var score = S.Multiply(products, ratio);
        var better = S.Greater(score, S.Multiply(best, S.RepeatFloat(SideBySide.Notable)));
        best = S.Select(better, score, best);
        scale = S.Select(better, ratio, scale);
        curvature = S.Select(better, squares, curvature);
    }

    /// <summary>Sums of w x q and w q^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V Products, V Squares) Moments(in SideBySide lanes, int lane, V inverse)
    {
        V products = S.Zero, squares = S.Zero;
        for (int i = 0; i < lanes.Length; i++)
        {
            var x = S.Load(lanes.X + i * Lanes + lane);
            var q = TBlock.Nearest<S, V>(S.Multiply(x, inverse));
            var wq = S.Multiply(S.Load(lanes.W + i * Lanes + lane), q);
            products = S.Add(products, S.Multiply(wq, x));
            squares = S.Add(squares, S.Multiply(wq, q));
        }
        return (products, squares);
    }

    /// <summary>Sets the errors of the effective scales.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Measure(in SideBySide lanes, Choice* choice)
    {
        for (int lane = 0; lane < Lanes; lane += Step)
        {
            V scale = S.Load(choice->Effective + lane), inverse = SideBySide.Inverse<S, V>(scale), error = S.Zero;
            for (int i = 0; i < lanes.Length; i++)
            {
                var x = S.Load(lanes.X + i * Lanes + lane);
                var difference = S.Subtract(x, S.Multiply(scale, TBlock.Nearest<S, V>(S.Multiply(x, inverse))));
                error = S.Add(error, S.Multiply(S.Load(lanes.W + i * Lanes + lane), S.Multiply(difference, difference)));
            }
            S.Store(error, choice->Error + lane);
        }
    }

    /// <summary>A scale per lane in half precision: the nearest, or one of its neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Choice Halve(in SideBySide lanes, float* scales)
    {
        Choice best = default, tried = default;
        for (int neighbour = 0; neighbour < 3; neighbour++)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                var half = (Half)scales[lane];
                tried.Set(lane, (float)(neighbour == 0 ? half : neighbour == 1 ? Half.BitIncrement(half) : Half.BitDecrement(half)), 1);
            }
            Measure(lanes, &tried);
            for (int lane = 0; lane < Lanes; lane++)
                if (neighbour == 0 || tried.Error[lane] < best.Error[lane]) Take(&best, &tried, lane, 1);
        }
        return best;
    }

    /// <summary>One scale per block in half precision, and an integer per sub-block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Choice Share(in SideBySide lanes, float* scales, float* squares, int perBlock, int blocks)
    {
        Choice best = default, tried = default;
        var (least, greatest) = TBlock.Scales;
        for (int end = 0; end < 2; end++)
        {
            for (int b = 0; b < blocks; b++)
            {
                int first = b * perBlock;
                float scale = SideBySide.ToHalf(BlockScale.Find<S, V>(scales + first, squares + first, perBlock, least, greatest, end == 0 ? least : greatest));
                for (int lane = first; lane < first + perBlock; lane++) tried.Set(lane, scale, Nearest(scales[lane], scale, least, greatest));
            }
            Measure(lanes, &tried);
            for (int b = 0; b < blocks; b++)
                if (end == 0 || IsLess(&tried, &best, b * perBlock, perBlock)) Take(&best, &tried, b * perBlock, perBlock);
        }
        for (int round = 0; round < Rounds; round++)
        {
            Solve(lanes, &best, perBlock, blocks);
            Nudge(lanes, &best, least, greatest, perBlock * blocks);
        }
        return best;
    }

    /// <summary>For the levels and integers there are, the best scale of each block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Solve(in SideBySide lanes, Choice* best, int perBlock, int blocks)
    {
        var tried = *best;
        float* products = stackalloc float[Lanes], squares = stackalloc float[Lanes];
        for (int lane = 0; lane < Lanes; lane += Step)
        {
            var moments = Moments(lanes, lane, SideBySide.Inverse<S, V>(S.Load(best->Effective + lane)));
            S.Store(moments.Products, products + lane);
            S.Store(moments.Squares, squares + lane);
        }
        for (int b = 0; b < blocks; b++)
        {
            double above = 0, below = 0;
            for (int lane = b * perBlock; lane < (b + 1) * perBlock; lane++)
            {
                above += (double)best->Integer[lane] * products[lane];
                below += (double)best->Integer[lane] * best->Integer[lane] * squares[lane];
            }
            float scale = below > 0 ? SideBySide.ToHalf((float)(above / below)) : 0;
            for (int lane = b * perBlock; lane < (b + 1) * perBlock; lane++) tried.Set(lane, scale, best->Integer[lane]);
        }
        Measure(lanes, &tried);
        for (int b = 0; b < blocks; b++)
            if (IsLess(&tried, best, b * perBlock, perBlock)) Take(best, &tried, b * perBlock, perBlock);
    }

    /// <summary>The integers next to those there are, where they are better.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Nudge(in SideBySide lanes, Choice* best, int least, int greatest, int count)
    {
        var from = *best;
        for (int step = -1; step <= 1; step += 2)
        {
            var tried = from;
            for (int lane = 0; lane < count; lane++) tried.Set(lane, from.Block[lane], Math.Clamp(from.Integer[lane] + step, least, greatest));
            Measure(lanes, &tried);
            for (int lane = 0; lane < count; lane++)
                if (tried.Error[lane] < best->Error[lane]) Take(best, &tried, lane, 1);
        }
    }

    /// <summary>The levels of <paramref name="count"/> sub-blocks, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(float* values, int count, in Choice choice, sbyte* levels)
    {
        for (int lane = 0; lane < count; lane++)
        {
            var inverse = SideBySide.Inverse<S, V>(S.RepeatFloat(choice.Effective[lane]));
            for (int i = lane * TBlock.SubBlock; i < (lane + 1) * TBlock.SubBlock; i += Step)
                S.NarrowToBytes(S.ToInt(TBlock.Nearest<S, V>(S.Multiply(S.Load(values + i), inverse))), levels + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Nearest(float scale, float block, int least, int greatest) =>
        block == 0 || !float.IsFinite(block) ? 0 : (int)Math.Clamp(MathF.Round(scale / block), least, greatest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLess(Choice* a, Choice* b, int first, int count)
    {
        double errorA = 0, errorB = 0;
        for (int lane = first; lane < first + count; lane++)
        {
            errorA += a->Error[lane];
            errorB += b->Error[lane];
        }
        return errorA < errorB;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(Choice* to, Choice* from, int first, int count)
    {
        for (int lane = first; lane < first + count; lane++)
        {
            to->Set(lane, from->Block[lane], from->Integer[lane]);
            to->Error[lane] = from->Error[lane];
        }
    }
}
