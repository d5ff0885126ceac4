using System.Runtime.CompilerServices;

namespace Engine.Kernels.Simd;

/// <summary>Transposes tables of any size, by squares of registers and what is left element by element.</summary>
internal static unsafe class Transposition<S, V> where S : ISimd<V> where V : struct
{
    /// <summary>result[column][row] = source[row][column].</summary>
    /// <param name="source">(rows, stride), of which the first columns count.</param>
    /// <param name="stride">Floats from one row of the source to the next.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="result">(columns, resultStride), of which the first rows are written.</param>
    /// <param name="resultStride">Floats from one row of the result to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, nint stride, int rows, int columns, float* result, nint resultStride)
    {
        int lanes = S.Bytes / sizeof(float), wholeRows = rows / lanes * lanes, wholeColumns = columns / lanes * lanes;
        for (int row = 0; row < wholeRows; row += lanes)
            for (int column = 0; column < wholeColumns; column += lanes)
                S.Transpose(source + row * stride + column, stride, result + column * resultStride + row, resultStride);
        for (int row = 0; row < rows; row++)
            for (int column = row < wholeRows ? wholeColumns : 0; column < columns; column++)
                result[column * resultStride + row] = source[row * stride + column];
    }
}
