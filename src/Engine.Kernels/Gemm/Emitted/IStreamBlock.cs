using System.Runtime.Intrinsics;
using Engine.Kernels.MachineCode;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>
/// A block of 32 weights, a half before bytes of quants, that is read without a look at where it begins: four bytes of a row never hold quants of two
/// blocks, and where they hold a half, it meets activations of 0. Two bytes of activations meet each byte of weights.
/// </summary>
internal unsafe interface IStreamBlock
{
    /// <summary>Bytes of a block, the scale being the first two.</summary>
    static abstract int Bytes { get; }

    /// <summary>Bits of an activation.</summary>
    static abstract int ActivationBits { get; }

    /// <summary>Rounds the 32 activations <paramref name="x"/>, writes what meets each byte of a block, and returns the scale; <paramref name="quants"/> are 64 bytes of scratch.</summary>
    static abstract float Split(float* x, byte* first, byte* second, byte* quants);

    /// <summary>What the sums of products start with: for each four bytes of activations.</summary>
    static abstract Vector512<int> Start(Vector512<byte> first, Vector512<byte> second);

    /// <summary>The sums of products of 64 bytes of weights with a packed chunk, what they start with included.</summary>
    static abstract Vector512<int> Dot(Vector512<byte> weights, byte* chunk);

    /// <summary>Loads the constants that <see cref="Prepare"/> needs.</summary>
    static abstract Zmm[] LoadConstants(Assembler code);

    /// <summary>Loads 64 bytes of weights as two registers, for <see cref="AddProducts"/>.</summary>
    static abstract void Prepare(Assembler code, Address weights, Zmm[] constants, Zmm one, Zmm other);

    /// <summary>Adds the products of prepared weights with 64 bytes of either activations to <paramref name="sum"/>.</summary>
    static abstract void AddProducts(Assembler code, Zmm sum, Zmm one, Zmm other, Address first, Address second, Zmm spare);
}
