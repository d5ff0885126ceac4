using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Prefill;

/// <summary>Prefilling with weights of signed bytes where no instruction multiplies bytes of both signs: in 16 bits, as <see cref="SignedDecode{S,V,TBlock}"/> does.</summary>
internal sealed unsafe class SignedPrefill<S, V, TBlock> : PrefillKernel where S : struct, ISimd<V> where V : struct where TBlock : struct, ISignedBlock
{
    private const int Block = Activations<S, V>.Block;
    private const int BlockBytes = Block * sizeof(short);   // of packed or unpacked quants

    /// <inheritdoc/>
    public override int ActivationBits => 16;

    /// <inheritdoc/>
    protected override int Lanes => S.Bytes / 4;

    /// <inheritdoc/>
    protected override void Transpose(float* product, int rows, int columns, float* y, int stride) =>
        Transposition<S, V>.Transpose(product, Lanes, rows, columns, y, stride);

    /// <inheritdoc/>
    public override int TileColumns => S.Bytes / 4;

    // A tile's block: 16 vectors, vector i holding quants 2 i and 2 i + 1 of each column; their scales.
    private const int Pairs = Block / 2;

    private static int TileBlock
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Pairs + 1) * S.Bytes;
    }

    /// <inheritdoc/>
    public override int TileBytes(int length) => length / Block * TileBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PackColumn(float* x, int length, byte* tile, int column)
    {
        short* quants = stackalloc short[Block];
        tile += column * sizeof(int);
        for (int i = 0; i < length; i += Block, tile += TileBlock)
        {
            *(float*)(tile + Pairs * S.Bytes) = Activations<S, V>.Quantize16(x + i, quants);
            for (int pair = 0; pair < Pairs; pair++) *(int*)(tile + pair * S.Bytes) = ((int*)quants)[pair];
        }
    }

    // An unpacked block: 32 quants of 16 bits of each row of the group, then their scales.
    private const int PanelBlock = RowGroup * (BlockBytes + sizeof(float));

    /// <inheritdoc/>
    protected override int UnpackedBytes(int length) => length / Block * PanelBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Unpack(Matrix w, int row, int rows, byte* unpacked, byte* rowScratch)
    {
        for (int r = 0; r < rows; r++)
        {
            byte* p = w.Row(row + r, rowScratch);
            byte* panel = unpacked + r * BlockBytes;
            for (int i = 0; i < w.Length; i += Block, p += TBlock.Bytes, panel += PanelBlock)
            {
                for (int at = 0; at < Block; at += S.Bytes / 2) S.Store(TBlock.Words<S, V>(p, at), panel + at * sizeof(short));
                ((float*)(unpacked + i / Block * PanelBlock + RowGroup * BlockBytes))[r] = HalfVector.Scalar(*(ushort*)p);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, int rows, byte* tile, int columns, int length, float* product)
    {
        for (int i = 0; i < RowGroup; i++) S.Store(S.Zero, (byte*)product + i * S.Bytes);
        for (int block = 0; block < length / Block; block++, unpacked += PanelBlock, tile += TileBlock) MultiplyBlock(unpacked, rows, tile, (byte*)product);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlock(byte* panel, int rows, byte* tile, byte* product)
    {
        V a0 = Column(tile, 0), a1 = Column(tile, 1), a2 = Column(tile, 2), a3 = Column(tile, 3);
        V a4 = Column(tile, 4), a5 = Column(tile, 5), a6 = Column(tile, 6), a7 = Column(tile, 7);
        V a8 = Column(tile, 8), a9 = Column(tile, 9), aa = Column(tile, 10), ab = Column(tile, 11);
        V ac = Column(tile, 12), ad = Column(tile, 13), ae = Column(tile, 14), af = Column(tile, 15);
        V columnScale = Column(tile, Pairs);
        float* scales = (float*)(panel + RowGroup * BlockBytes);
        for (int row = 0; row < rows; row++, panel += BlockBytes, product += S.Bytes)
        {
            V even = S.AddInt(Product(panel, 0, a0), Product(panel, 1, a1)), odd = S.AddInt(Product(panel, 2, a2), Product(panel, 3, a3));
            even = S.AddInt(even, S.AddInt(Product(panel, 4, a4), Product(panel, 5, a5)));
            odd = S.AddInt(odd, S.AddInt(Product(panel, 6, a6), Product(panel, 7, a7)));
            even = S.AddInt(even, S.AddInt(Product(panel, 8, a8), Product(panel, 9, a9)));
            odd = S.AddInt(odd, S.AddInt(Product(panel, 10, aa), Product(panel, 11, ab)));
            even = S.AddInt(even, S.AddInt(Product(panel, 12, ac), Product(panel, 13, ad)));
            odd = S.AddInt(odd, S.AddInt(Product(panel, 14, ae), Product(panel, 15, af)));
            V dot = S.ToFloat(S.AddInt(even, odd));
            S.Store(S.MultiplyAdd(dot, S.Multiply(columnScale, S.RepeatFloat(scales[row])), S.Load(product)), product);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Column(byte* tile, int index) => S.Load(tile + index * S.Bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Product(byte* panel, int pair, V columns) => S.MultiplyAdd16(S.RepeatInt(((int*)panel)[pair]), columns);
}
