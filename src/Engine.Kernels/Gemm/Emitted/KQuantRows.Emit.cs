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
        private readonly Zmm[] _quants, _lanes, _positions;   // for the lower nibbles and for the upper
        private readonly Zmm _lowNibbles, _highNibbles, _notAbove, _dot, _spare, _above;

        public KQuantEmitter(DecodeCode decode)
        {
            (_decode, _code) = (decode, decode.Code);
            var registers = _code.Registers;
            (_lowNibbles, _highNibbles) = (registers.Take(), registers.Take());
            _code.Vmovups(_lowNibbles, _code.Constant(_ => (byte)15));
            _code.Vmovups(_highNibbles, _code.Constant(_ => 0x10204080_00000000));   // a matrix of bits whose product with a byte is its upper half
            _notAbove = registers.Take();
            _quants = registers.Take(2);
            (_dot, _spare, _above) = (registers.Take(), registers.Take(), registers.Take());
            _lanes = registers.Take(2);
            _positions = registers.Take(2);
            _code.Vmovups(_notAbove, _code.Constant(_ => (byte)~(TBlock.LargestQuant & 0xF0)));
        }

        /// <inheritdoc/>
        /// <remarks>A row's scales are read before its quants, whose registers are free until then.</remarks>
        public override void Scales(int row)
        {
            var scales = _quants[0];
            TBlock.EmitScales(_code, offset => DecodeCode.Row(row, offset), scales, _dot);
            for (int column = 0; column < _decode.Columns; column++)
            {
                _code.Vmulps(_decode.Scales(row, column), scales, DecodeCode.Column(column, 0));
                _code.Vfmadd231ps(_decode.Sum(row, column), scales, DecodeCode.Column(column, StoredSumOffset));
            }
        }

        /// <inheritdoc/>
        public override void Chunk(int chunk)
        {
            for (int part = 0; part < 2; part++)
            {
                _code.Vmovups(_lanes[part], _code.Constant(lane => ScaleLane(chunk * 2 + part, lane)));
                _code.Vmovups(_positions[part], _code.Constant(index => (byte)(index * 8 + TBlock.BitsAbove(Element(chunk, index, part)).Bit - 4 & 63)));
            }
        }

        /// <inheritdoc/>
        public override void Products(int chunk, int row)
        {
            _code.Vmovups(_quants[1], DecodeCode.Row(row, TBlock.NibbleOffset + chunk * ChunkBytes));
            _code.Vpandd(_quants[0], _quants[1], _lowNibbles);
            _code.Vgf2p8affineqb(_quants[1], _quants[1], _highNibbles);
            _code.Vbroadcasti64x4(_above, DecodeCode.Row(row, TBlock.BitsAbove(Element(chunk, 0, 0)).Byte));
            _code.Vpmultishiftqb(_spare, _positions[0], _above);
            _code.Vpternlogd(_quants[0], _spare, _notAbove, Select);
            _code.Vpmultishiftqb(_above, _positions[1], _above);
            _code.Vpternlogd(_quants[1], _above, _notAbove, Select);
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
