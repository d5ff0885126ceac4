namespace Engine.Kernels.Gemm.Emitted;

/// <summary>
/// How sixteen rows of a type are multiplied side by side, a lane a row, straight from where they lie. A row is a series of steps, after each of which its layout
/// repeats; a step has parts, the weights that share a scale.
/// </summary>
internal unsafe interface IRowLanes
{
    /// <summary>Bytes of a row in a step.</summary>
    static abstract int StepBytes { get; }

    /// <summary>Parts of a step, an even number of them where there are two to 32 weights.</summary>
    static abstract int StepParts { get; }

    /// <summary>Weights of a part: 16 or 32.</summary>
    static abstract int PartLength { get; }

    /// <summary>The largest quant.</summary>
    static abstract int LargestQuant { get; }

    /// <summary>Every minimum is this times its scale; 0 where minimums are stored.</summary>
    static abstract float MinimumPerScale { get; }

    /// <summary>Columns that registers suffice for.</summary>
    static abstract int MostColumns { get; }

    /// <summary>The four activations that meet the quants number <paramref name="quad"/> of part <paramref name="part"/> of a step, of those <paramref name="quants"/> of the part.</summary>
    static abstract int Quad(sbyte* quants, int part, int quad);

    /// <summary>Writes the code of a step: what stays in registers, <see cref="RowLanesCode.Loop"/>, and the parts.</summary>
    static abstract void Emit(RowLanesCode lanes);

    /// <summary>
    /// Unpacks a step by the instructions that .NET offers: the quants in the order of <see cref="Quad"/>, a register for each four of all rows; of each part the
    /// scales of the rows, and their minimums where they are stored.
    /// </summary>
    static abstract void Unpack(byte* rows, nint stride, byte* quants, float* scales, float* minimums);
}
