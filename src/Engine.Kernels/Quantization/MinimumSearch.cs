using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Quantization;

/// <summary>A block whose sub-blocks have a scale and a minimum each: x = scale * s * q - minimum * m.</summary>
internal unsafe interface IMinimumBlock<TSelf> : IQuantizableBlock<TSelf> where TSelf : unmanaged, IMinimumBlock<TSelf>
{
    /// <summary>Elements of a sub-block.</summary>
    static abstract int SubBlock { get; }

    /// <summary>The greatest quant; the least is 0.</summary>
    static abstract int Greatest { get; }

    /// <summary>The greatest of the integers s and m, the least being 0; 1 where a block is one sub-block, whose minimum may then have any sign.</summary>
    static abstract int GreatestScale { get; }

    /// <summary>Quants, not only whole ones, that the greatest value is tried at, to find the scale of a sub-block.</summary>
    static abstract ReadOnlySpan<float> Anchors { get; }

    /// <summary>Stores a block: its scale and minimum, the s and m of each sub-block, the quant of each element.</summary>
    static abstract void Store(TSelf* block, float scale, float minimum, int* scales, int* minima, byte* quants);
}

/// <summary>Finds scales and minima of <see cref="IMinimumBlock{TSelf}"/> with the least squared error, weighted by importance.</summary>
/// <remarks>The way of <see cref="ScaleSearch{TBlock}"/>, with two numbers to solve for instead of one.</remarks>
internal static unsafe class MinimumSearch<TBlock> where TBlock : unmanaged, IMinimumBlock<TBlock>
{
    /// <inheritdoc cref="IQuantizableBlock{TSelf}.Quantize"/>
    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<TBlock> blocks)
    {
        fixed (float* x = values, w = importance)
        fixed (TBlock* first = blocks)
        {
            if (Simd512.IsSupported) MinimumSearch<TBlock, Simd512, Vector512<byte>>.Quantize(x, w, blocks.Length, first);
            else if (Simd256.IsSupported) MinimumSearch<TBlock, Simd256, Vector256<byte>>.Quantize(x, w, blocks.Length, first);
            else MinimumSearch<TBlock, Simd128, Vector128<byte>>.Quantize(x, w, blocks.Length, first);
        }
    }
}

/// <inheritdoc cref="MinimumSearch{TBlock}"/>
internal static unsafe class MinimumSearch<TBlock, S, V> where TBlock : unmanaged, IMinimumBlock<TBlock> where S : ISimd<V> where V : struct
{
    private const int Lanes = SideBySide.Lanes;
    private const int Rounds = 2;

    // Where the least value is tried, in quants: at 0, and a little beside.
    private static ReadOnlySpan<float> Offsets => [0, -0.4f, 0.3f];

    private static int Step => S.Bytes / sizeof(float);

    /// <summary>Whether a minimum above 0 cannot be stored.</summary>
    private static bool IsBounded => TBlock.GreatestScale > 1;

    /// <summary>The best scale and minimum of each of sixteen sub-blocks by itself.</summary>
    private struct Fits
    {
        public fixed float Scale[Lanes];
        public fixed float Minimum[Lanes];   // what is subtracted
        public fixed float MeanQuant[Lanes];
        public fixed float ScaleCost[Lanes];     // what the squares of deviations from both cost
        public fixed float MinimumCost[Lanes];
    }

    /// <summary>Scales and minima of sixteen sub-blocks on their way, and what they cost.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Choice
    {
        public fixed float BlockScale[Lanes];   // of the block that a lane belongs to
        public fixed float BlockMinimum[Lanes];
        public fixed int Scale[Lanes];
        public fixed int Minimum[Lanes];
        public fixed float EffectiveScale[Lanes];   // the products
        public fixed float EffectiveMinimum[Lanes];
        public fixed float Error[Lanes];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Set(int lane, float blockScale, float blockMinimum, int scale, int minimum)
        {
            (BlockScale[lane], BlockMinimum[lane], Scale[lane], Minimum[lane]) = (blockScale, blockMinimum, scale, minimum);
            (EffectiveScale[lane], EffectiveMinimum[lane]) = (blockScale * scale, blockMinimum * minimum);
        }
    }

    /// <summary>Makes <paramref name="count"/> blocks of <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quantize(float* x, float* importance, int count, TBlock* blocks)
    {
        float* memory = stackalloc float[SideBySide.Floats];
        byte* quants = stackalloc byte[Lanes * SideBySide.MaxLength];
        var lanes = new SideBySide(memory, TBlock.SubBlock);
        int perBlock = TBlock.Length / TBlock.SubBlock, batch = Lanes / perBlock;
        for (int first = 0; first < count; first += batch)
        {
            int taken = Math.Min(batch, count - first);
            float* values = x + first * TBlock.Length;
            lanes.Fill<S, V>(values, importance == null ? null : importance + first * TBlock.Length, taken * perBlock);
            Fits fits;
            Fit(lanes, &fits);
            var choice = perBlock == 1 ? Halve(lanes, &fits) : Share(lanes, &fits, perBlock, taken);
            Round(values, taken * perBlock, choice, quants);
            for (int b = 0; b < taken; b++)
            {
                int lane = b * perBlock;
                TBlock.Store(blocks + first + b, choice.BlockScale[lane], choice.BlockMinimum[lane], choice.Scale + lane, choice.Minimum + lane, quants + b * TBlock.Length);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fit(in SideBySide lanes, Fits* fits)
    {
        for (int lane = 0; lane < Lanes; lane += Step)
        {
            V low = S.Load(lanes.X + lane), high = low;
            for (int i = 1; i < lanes.Length; i++)
            {
                var x = S.Load(lanes.X + i * Lanes + lane);
                low = S.Min(low, x);
                high = S.Max(high, x);
            }
            if (IsBounded) low = S.Min(low, S.Zero);
            var search = new Search(lanes, lane, low);
            var inverse = SideBySide.Inverse<S, V>(S.Subtract(high, low));
            foreach (float anchor in TBlock.Anchors)
                foreach (float offset in Offsets) search.Try(lanes, lane, S.Multiply(S.RepeatFloat(anchor), inverse), S.RepeatFloat(offset));
            for (int round = 0; round < Rounds; round++) search.TryAgain(lanes, lane);
            search.Store(lane, fits);
        }
    }

    /// <summary>The best so far for some lanes, u = x - low being approximated by scale * q + shift.</summary>
    private struct Search
    {
        private readonly V _low, _weights, _values;   // sums of w and w u
        private V _best, _scale, _shift, _quants, _squares;   // sums of w q and w q^2

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Search(in SideBySide lanes, int lane, V low)
        {
            _low = low;
            _weights = _values = S.Zero;
            for (int i = 0; i < lanes.Length; i++)
            {
                var w = S.Load(lanes.W + i * Lanes + lane);
                _weights = S.Add(_weights, w);
                _values = S.Add(_values, S.Multiply(w, S.Subtract(S.Load(lanes.X + i * Lanes + lane), low)));
            }
            // To begin with all quants 0: the mean.
            _scale = _quants = _squares = S.Zero;
            _shift = S.And(S.Divide(_values, _weights), S.Greater(_weights, S.Zero));
            if (IsBounded) _shift = S.Min(_shift, S.Subtract(S.Zero, low));
            _best = S.Multiply(_shift, S.Subtract(S.Add(_values, _values), S.Multiply(_shift, _weights)));
        }

        /// <summary>Keeps the scale and shift that are best for the quants round(u * <paramref name="inverse"/> + <paramref name="offset"/>), where they are better.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Try(in SideBySide lanes, int lane, V inverse, V offset)
        {
            V quants = S.Zero, squares = S.Zero, products = S.Zero, greatest = S.RepeatFloat(TBlock.Greatest);
            for (int i = 0; i < lanes.Length; i++)
            {
                var u = S.Subtract(S.Load(lanes.X + i * Lanes + lane), _low);
                var q = S.Min(S.Max(S.Round(S.Add(S.Multiply(u, inverse), offset)), S.Zero), greatest);
                var wq = S.Multiply(S.Load(lanes.W + i * Lanes + lane), q);
                quants = S.Add(quants, wq);
                squares = S.Add(squares, S.Multiply(wq, q));
                products = S.Add(products, S.Multiply(wq, u));
            }

            var determinant = S.Subtract(S.Multiply(_weights, squares), S.Multiply(quants, quants));
            // With all quants alike nothing is left of it but what rounding made.
            var isSolvable = S.Greater(determinant, S.Multiply(S.Multiply(_weights, squares), S.RepeatFloat(1e-5f)));
            var scale = S.Divide(S.Subtract(S.Multiply(_weights, products), S.Multiply(_values, quants)), determinant);
            var shift = S.Divide(S.Subtract(S.Multiply(squares, _values), S.Multiply(quants, products)), determinant);
            if (IsBounded)
            {
                // With the minimum at its bound, 0, only the scale is free.
                var bound = S.Subtract(S.Zero, _low);
                var isFree = S.And(isSolvable, S.Greater(bound, shift));
                scale = S.Select(isFree, scale, S.Divide(S.Add(products, S.Multiply(_low, quants)), squares));
                shift = S.Select(isFree, shift, bound);
                isSolvable = S.Greater(squares, S.Zero);
            }

            // What the error is below sum w u^2: 2 s [uq] + 2 t [u] - s^2 [qq] - 2 s t [q] - t^2 [1].
            var twice = S.Add(S.Multiply(scale, S.Subtract(products, S.Multiply(shift, quants))), S.Multiply(shift, _values));
            var score = S.Subtract(S.Add(twice, twice), S.Add(S.Multiply(S.Multiply(scale, scale), squares), S.Multiply(S.Multiply(shift, shift), _weights)));
            var better = S.And(S.And(S.Greater(score, S.Multiply(_best, S.RepeatFloat(SideBySide.Notable))), S.Greater(scale, S.Zero)), isSolvable);
            _best = S.Select(better, score, _best);
            _scale = S.Select(better, scale, _scale);
            _shift = S.Select(better, shift, _shift);
            _quants = S.Select(better, quants, _quants);
            _squares = S.Select(better, squares, _squares);
        }

        /// <summary>Tries the quants that are nearest with the best scale and shift.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void TryAgain(in SideBySide lanes, int lane)
        {
            var inverse = SideBySide.Inverse<S, V>(_scale);
            Try(lanes, lane, inverse, S.Subtract(S.Zero, S.Multiply(_shift, inverse)));
        }

        public readonly void Store(int lane, Fits* fits)
        {
            S.Store(_scale, fits->Scale + lane);
            S.Store(S.Subtract(S.Zero, S.Add(_low, _shift)), fits->Minimum + lane);
            S.Store(S.And(S.Divide(_quants, _weights), S.Greater(_weights, S.Zero)), fits->MeanQuant + lane);
            S.Store(_squares, fits->ScaleCost + lane);
            S.Store(_weights, fits->MinimumCost + lane);
        }
    }

    /// <summary>The quants nearest to <paramref name="x"/>, and with them what x becomes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Nearest(V x, V inverse, V minimum) =>
        S.Min(S.Max(S.Round(S.Multiply(S.Add(x, minimum), inverse)), S.Zero), S.RepeatFloat(TBlock.Greatest));

    /// <summary>Sets the errors of the effective scales and minima.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Measure(in SideBySide lanes, Choice* choice)
    {
        for (int lane = 0; lane < Lanes; lane += Step)
        {
            V scale = S.Load(choice->EffectiveScale + lane), minimum = S.Load(choice->EffectiveMinimum + lane);
            V inverse = SideBySide.Inverse<S, V>(scale), error = S.Zero;
            for (int i = 0; i < lanes.Length; i++)
            {
                var x = S.Load(lanes.X + i * Lanes + lane);
                var difference = S.Subtract(x, S.Subtract(S.Multiply(scale, Nearest(x, inverse, minimum)), minimum));
                error = S.Add(error, S.Multiply(S.Load(lanes.W + i * Lanes + lane), S.Multiply(difference, difference)));
            }
            S.Store(error, choice->Error + lane);
        }
    }

    /// <summary>A scale and a minimum per lane in half precision: the nearest, or their neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Choice Halve(in SideBySide lanes, Fits* fits)
    {
        const int neighbours = 3;
        Choice best = default, tried = default;
        for (int neighbour = 0; neighbour < neighbours * neighbours; neighbour++)
        {
            for (int lane = 0; lane < Lanes; lane++)
                tried.Set(lane, (float)Neighbour((Half)fits->Scale[lane], neighbour % neighbours), (float)Neighbour((Half)fits->Minimum[lane], neighbour / neighbours), 1, 1);
            Measure(lanes, &tried);
            for (int lane = 0; lane < Lanes; lane++)
                if (neighbour == 0 || tried.Error[lane] < best.Error[lane]) Take(&best, &tried, lane, 1);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Half Neighbour(Half half, int which) => which == 0 ? half : which == 1 ? Half.BitIncrement(half) : Half.BitDecrement(half);

    /// <summary>One scale and one minimum per block in half precision, and two integers per sub-block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Choice Share(in SideBySide lanes, Fits* fits, int perBlock, int blocks)
    {
        Choice best = default, tried = default;
        // Either number so that its largest multiple is exact, or that all multiples are near.
        for (int candidate = 0; candidate < 4; candidate++)
        {
            for (int b = 0; b < blocks; b++)
            {
                int first = b * perBlock;
                float scale = Block(fits->Scale + first, fits->ScaleCost + first, perBlock, isExact: (candidate & 1) != 0);
                float minimum = Block(fits->Minimum + first, fits->MinimumCost + first, perBlock, isExact: (candidate & 2) != 0);
                for (int lane = first; lane < first + perBlock; lane++)
                {
                    int s = Nearest(fits->Scale[lane], scale);
                    // With another scale than its best a sub-block has another best minimum.
                    float shifted = fits->Minimum[lane] + (scale * s - fits->Scale[lane]) * fits->MeanQuant[lane];
                    tried.Set(lane, scale, minimum, s, Nearest(shifted, minimum));
                }
            }
            Measure(lanes, &tried);
            for (int b = 0; b < blocks; b++)
                if (candidate == 0 || IsLess(&tried, &best, b * perBlock, perBlock)) Take(&best, &tried, b * perBlock, perBlock);
        }
        for (int round = 0; round < Rounds; round++)
        {
            Solve(lanes, &best, perBlock, blocks);
            Nudge(lanes, &best, perBlock * blocks);
        }
        return best;
    }

    private static float Block(float* numbers, float* costs, int count, bool isExact) => SideBySide.ToHalf(isExact
        ? Largest(numbers, count) / TBlock.GreatestScale
        : BlockScale.Find<S, V>(numbers, costs, count, 0, TBlock.GreatestScale, TBlock.GreatestScale));

    /// <summary>For the quants and integers there are, the best scale and minimum of each block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Solve(in SideBySide lanes, Choice* best, int perBlock, int blocks)
    {
        var tried = *best;
        var sums = stackalloc Sums[Lanes];
        Sum(lanes, best, sums);
        for (int b = 0; b < blocks; b++)
        {
            // The normal equations of x = scale (s q) - minimum m.
            double ss = 0, sm = 0, mm = 0, xs = 0, xm = 0;
            for (int lane = b * perBlock; lane < (b + 1) * perBlock; lane++)
            {
                double s = best->Scale[lane], m = best->Minimum[lane];
                ss += s * s * sums[lane].Squares;
                sm -= s * m * sums[lane].Quants;
                mm += m * m * sums[lane].Weights;
                xs += s * sums[lane].Products;
                xm -= m * sums[lane].Values;
            }
            double determinant = ss * mm - sm * sm;
            var (scale, minimum) = determinant > 1e-9 * ss * mm ? ((xs * mm - xm * sm) / determinant, (ss * xm - sm * xs) / determinant) : (0, 0);
            if (!(minimum > 0)) (scale, minimum) = (ss > 0 ? xs / ss : 0, 0);
            for (int lane = b * perBlock; lane < (b + 1) * perBlock; lane++)
                tried.Set(lane, SideBySide.ToHalf((float)scale), SideBySide.ToHalf((float)minimum), best->Scale[lane], best->Minimum[lane]);
        }
        Measure(lanes, &tried);
        for (int b = 0; b < blocks; b++)
            if (IsLess(&tried, best, b * perBlock, perBlock)) Take(best, &tried, b * perBlock, perBlock);
    }

    /// <summary>Sums of a lane: w, w x, w q, w q^2, w q x.</summary>
    private struct Sums
    {
        public float Weights, Values, Quants, Squares, Products;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(in SideBySide lanes, Choice* choice, Sums* sums)
    {
        float* stored = stackalloc float[Lanes];
        for (int lane = 0; lane < Lanes; lane += Step)
        {
            V weights = S.Zero, values = S.Zero, quants = S.Zero, squares = S.Zero, products = S.Zero;
            V inverse = SideBySide.Inverse<S, V>(S.Load(choice->EffectiveScale + lane)), minimum = S.Load(choice->EffectiveMinimum + lane);
            for (int i = 0; i < lanes.Length; i++)
            {
                V x = S.Load(lanes.X + i * Lanes + lane), w = S.Load(lanes.W + i * Lanes + lane);
                var q = Nearest(x, inverse, minimum);
                var wq = S.Multiply(w, q);
                weights = S.Add(weights, w);
                values = S.Add(values, S.Multiply(w, x));
                quants = S.Add(quants, wq);
                squares = S.Add(squares, S.Multiply(wq, q));
                products = S.Add(products, S.Multiply(wq, x));
            }
            S.Store(weights, stored);
            for (int i = 0; i < Step; i++) sums[lane + i].Weights = stored[i];
            S.Store(values, stored);
            for (int i = 0; i < Step; i++) sums[lane + i].Values = stored[i];
            S.Store(quants, stored);
            for (int i = 0; i < Step; i++) sums[lane + i].Quants = stored[i];
            S.Store(squares, stored);
            for (int i = 0; i < Step; i++) sums[lane + i].Squares = stored[i];
            S.Store(products, stored);
            for (int i = 0; i < Step; i++) sums[lane + i].Products = stored[i];
        }
    }

    /// <summary>The integers next to those there are, where they are better.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Nudge(in SideBySide lanes, Choice* best, int count)
    {
        var from = *best;
        for (int step = 0; step < 9; step++)
        {
            int s = step % 3 - 1, m = step / 3 - 1;
            if (s == 0 && m == 0) continue;
            var tried = from;
            for (int lane = 0; lane < count; lane++)
                tried.Set(lane, from.BlockScale[lane], from.BlockMinimum[lane], Clamp(from.Scale[lane] + s), Clamp(from.Minimum[lane] + m));
            Measure(lanes, &tried);
            for (int lane = 0; lane < count; lane++)
                if (tried.Error[lane] < best->Error[lane]) Take(best, &tried, lane, 1);
        }
    }

    /// <summary>The quants of <paramref name="count"/> sub-blocks, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(float* values, int count, in Choice choice, byte* quants)
    {
        for (int lane = 0; lane < count; lane++)
        {
            V inverse = SideBySide.Inverse<S, V>(S.RepeatFloat(choice.EffectiveScale[lane])), minimum = S.RepeatFloat(choice.EffectiveMinimum[lane]);
            for (int i = lane * TBlock.SubBlock; i < (lane + 1) * TBlock.SubBlock; i += Step)
                S.NarrowToBytes(S.ToInt(Nearest(S.Load(values + i), inverse, minimum)), (sbyte*)quants + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(float* numbers, int count)
    {
        float largest = 0;
        for (int i = 0; i < count; i++) largest = MathF.Max(largest, numbers[i]);
        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Clamp(int integer) => Math.Clamp(integer, 0, TBlock.GreatestScale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Nearest(float number, float block) => block == 0 || !float.IsFinite(block) ? 0 : (int)Math.Clamp(MathF.Round(number / block), 0, TBlock.GreatestScale);

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
            to->Set(lane, from->BlockScale[lane], from->BlockMinimum[lane], from->Scale[lane], from->Minimum[lane]);
            to->Error[lane] = from->Error[lane];
        }
    }
}
