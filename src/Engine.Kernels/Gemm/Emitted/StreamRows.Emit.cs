using Engine.Kernels.MachineCode;

namespace Engine.Kernels.Gemm.Emitted;

internal readonly unsafe partial struct StreamRows<TBlock>
{
    /// <inheritdoc/>
    public static RowEmitter Emitter(DecodeCode decode) => new StreamEmitter(decode);

    private sealed class StreamEmitter : RowEmitter
    {
        private readonly DecodeCode _decode;
        private readonly Assembler _code;
        private readonly Zmm _halfIndices, _one, _other, _dot, _spare, _lanes;
        private readonly Zmm[] _constants;
        private readonly Mask[] _windows = new Mask[GroupBlocks / WindowScales];   // the bytes whose halves a window has; of the first, all

        public StreamEmitter(DecodeCode decode)
        {
            (_decode, _code) = (decode, decode.Code);
            var registers = _code.Registers;
            (_halfIndices, _one, _other, _dot, _spare, _lanes) = (registers.Take(), registers.Take(), registers.Take(), registers.Take(), registers.Take(), registers.Take());
            _constants = TBlock.LoadConstants(_code);
            _code.Vmovups(_halfIndices, _code.Constant(index => (byte)(index / sizeof(short) % WindowScales * TBlock.Bytes + index % sizeof(short))));
            for (int window = 1; window < _windows.Length; window++)
            {
                ulong mask = ((1UL << WindowScales * sizeof(short)) - 1) << window * WindowScales * sizeof(short);
                _windows[window] = registers.TakeMask();
                _code.Kmovq(_windows[window], _code.Constant(_ => mask));
            }
        }

        /// <inheritdoc/>
        /// <remarks>What lies behind the last block may not even be a number.</remarks>
        public override void Scales(int row)
        {
            for (int window = 0; window < _windows.Length; window++)
                _code.Vpermb(_dot, _halfIndices, DecodeCode.Row(row, window * WindowScales * TBlock.Bytes), _windows[window]);
            _code.Vcvtph2ps(_dot, _dot);
            _code.Vpandd(_dot, _dot, DecodeCode.Column(0, PresentOffset));
            for (int column = 0; column < _decode.Columns; column++) _code.Vmulps(_decode.Scales(row, column), _dot, DecodeCode.Column(column, 0));
        }

        /// <inheritdoc/>
        public override void Chunk(int chunk) => _code.Vmovups(_lanes, _code.Constant(lane => ScaleLane(chunk, lane)));

        /// <inheritdoc/>
        public override void Products(int chunk, int row)
        {
            TBlock.Prepare(_code, DecodeCode.Row(row, chunk * ChunkBytes), _constants, _one, _other);
            for (int column = 0; column < _decode.Columns; column++)
            {
                var packed = DecodeCode.Column(column, ChunkOffset + chunk * PackedChunk);
                _code.Vmovups(_dot, packed.Plus(2 * ChunkBytes));
                TBlock.AddProducts(_code, _dot, _one, _other, packed, packed.Plus(ChunkBytes), _spare);
                _code.Vcvtdq2ps(_dot, _dot);
                _code.Vpermps(_spare, _lanes, _decode.Scales(row, column));
                _code.Vfmadd231ps(_decode.Sum(row, column), _dot, _spare);
            }
        }
    }
}
