using Engine.Kernels.MachineCode;

namespace Engine.Kernels.Gemm.Emitted;

internal readonly unsafe partial struct KQuantRows<TBlock>
{
    /// <inheritdoc/>
    public static RowEmitter Emitter(DecodeCode decode) => new KQuantEmitter(decode);

    private sealed class KQuantEmitter : RowEmitter
    {
        private const byte Select = 0xE4;   // the function of three bits that takes the first where the third is set, the second elsewhere

        private readonly DecodeCode _decode;
        private readonly Assembler _code;
        private readonly Zmm[] _constants, _quants, _lanes, _positions;   // but for the constants, for the lower nibbles and for the upper
        private readonly Zmm _notAbove, _dot, _spare, _above;
        private readonly Mask[] _masks;

        public KQuantEmitter(DecodeCode decode)
        {
            (_decode, _code) = (decode, decode.Code);
            var registers = _code.Registers;
            _constants = StreamNibbles.LoadConstants(_code);
            _notAbove = registers.Take();
            _quants = registers.Take(2);
            (_dot, _spare, _above) = (registers.Take(), registers.Take(), registers.Take());
            _lanes = registers.Take(2);
            _positions = registers.Take(2);
            if (HasBitsAbove) _code.Vmovups(_notAbove, _code.Constant(_ => (byte)~(TBlock.LargestQuant & 0xF0)));
            _masks = TBlock.EmitStart(_code);
        }

        /// <inheritdoc/>
        /// <remarks>A row's scales are read before its quants, whose registers are free until then.</remarks>
        public override void Scales(int row)
        {
            var (scales, minimums) = (_quants[0], _quants[1]);
            TBlock.EmitScales(_code, offset => DecodeCode.Row(row, offset), DecodeCode.Column(0, PresentOffset), scales, minimums, _masks, [_dot, _spare, _above, _lanes[0]]);
            for (int column = 0; column < _decode.Columns; column++)
            {
                _code.Vmulps(_decode.Scales(row, column), scales, DecodeCode.Column(column, 0));
                _code.Vfmadd231ps(_decode.Sum(row, column), HasMinimums ? minimums : scales, DecodeCode.Column(column, StoredSumOffset));
            }
        }

        /// <inheritdoc/>
        public override void Chunk(int chunk)
        {
            for (int part = 0; part < 2; part++)
            {
                _code.Vmovups(_lanes[part], _code.Constant(lane => ScaleLane(chunk * 2 + part, lane)));
                if (HasBitsAbove) _code.Vmovups(_positions[part], _code.Constant(index => (byte)(index * 8 + TBlock.BitsAbove(Element(chunk, index, part) % SuperBlock).Bit - 4 & 63)));
            }
        }

        /// <inheritdoc/>
        public override void Products(int chunk, int row)
        {
            int superBlock = chunk / SuperBlockChunks * TBlock.Bytes;
            StreamNibbles.Prepare(_code, DecodeCode.Row(row, superBlock + TBlock.NibbleOffset + chunk % SuperBlockChunks * ChunkBytes), _constants, _quants[0], _quants[1]);
            if (HasBitsAbove)
            {
                _code.Vbroadcasti64x4(_above, DecodeCode.Row(row, superBlock + TBlock.BitsAbove(Element(chunk, 0, 0) % SuperBlock).Byte));
                _code.Vpmultishiftqb(_spare, _positions[0], _above);
                _code.Vpternlogd(_quants[0], _spare, _notAbove, Select);
                _code.Vpmultishiftqb(_above, _positions[1], _above);
                _code.Vpternlogd(_quants[1], _above, _notAbove, Select);
            }
            for (int column = 0; column < _decode.Columns; column++)
            {
                for (int part = 0; part < 2; part++)
                {
                    _code.Vpxord(_dot, _dot, _dot);
                    _code.Vpdpbusd(_dot, _quants[part], DecodeCode.Column(column, ChunkOffset + (chunk * 2 + part) * ChunkBytes));
                    _code.Vcvtdq2ps(_dot, _dot);
                    _code.Vpermps(_spare, _lanes[part], _decode.Scales(row, column));
                    _code.Vfmadd231ps(_decode.Sum(row, column), _dot, _spare);
                }
            }
        }
    }
}
