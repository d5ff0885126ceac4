using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.MachineCode;

/// <summary>
/// Writes the few x64 instructions that emitted kernels consist of, each by a method of its own name; the destination comes first, as in the manual.
/// </summary>
/// <remarks>Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, sections 2.1 (ModRM), 2.7 (EVEX) and the pages of the instructions.</remarks>
internal sealed class Assembler
{
    private const byte Wide = 0x48;   // the REX prefix of 64-bit operands

    // The opcode maps and mandatory prefixes, as EVEX encodes them; and its bit of instructions on 64-bit or, for some, 8-bit elements.
    private const int Map0F = 1, Map0F38 = 2, Map0F3A = 3, NoPrefix = 0, Prefix66 = 1, W = 0x80;

    // What an address of a constant has for a base until it is written; its offset is then the constant's number.
    private const Register Constants = (Register)(-1);

    private readonly List<byte> _code = [];
    private readonly List<byte[]> _constants = [];
    private readonly List<(int Position, int Constant)> _uses = [];
    private readonly List<int> _labels = [];   // their positions; -1 until they are marked
    private readonly List<(int Position, Label Label)> _jumps = [];

    /// <summary>The registers that are left.</summary>
    public RegisterFile Registers { get; } = new();

    /// <summary>Instructions written.</summary>
    public int Instructions { get; private set; }

    // Bytes written, and so the position of the next instruction.
    private int Position => _code.Count;

    /// <summary>The code, and after it the constants.</summary>
    public byte[] ToArray()
    {
        byte[] code = new byte[_constants.Count == 0 ? Position : (Position + 63) / 64 * 64 + _constants.Count * 64];
        _code.CopyTo(code);
        foreach (var (position, constant) in _uses)
        {
            int target = code.Length - (_constants.Count - constant) * 64;
            BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(position), target - (position + sizeof(int)));
            _constants[constant].CopyTo(code, target);
        }
        foreach (var (position, label) in _jumps)
        {
            int target = _labels[label.Number];
            if (target < 0) throw new InvalidOperationException($"label {label.Number} is jumped to, but marked nowhere");
            BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(position), target - (position + sizeof(int)));
        }
        return code;
    }

    /// <summary>The address of a register's worth of constants, <paramref name="element"/> of each index, of 1, 4 or 8 bytes. The same constants have the same.</summary>
    public Address Constant<T>(Func<int, T> element) where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes<T>(Enumerable.Range(0, 64 / Unsafe.SizeOf<T>()).Select(element).ToArray()).ToArray();
        int number = _constants.FindIndex(constant => constant.AsSpan().SequenceEqual(bytes));
        if (number < 0)
        {
            number = _constants.Count;
            _constants.Add(bytes);
        }
        return new(Constants, number);
    }

    /// <summary>Loads a register.</summary>
    public void Vmovups(Zmm target, Address source) => Vector(Map0F, NoPrefix, 0x10, target.Number, 0, source);

    /// <summary>Loads the lower half of a register, and clears the upper.</summary>
    public void VmovupsHalf(Zmm target, Address source) => Vector(Map0F, NoPrefix, 0x10, target.Number, 0, source, bits: 256);

    /// <summary>Stores a register.</summary>
    public void Vmovups(Address target, Zmm source) => Vector(Map0F, NoPrefix, 0x11, source.Number, 0, target);

    /// <summary>Loads a mask from the first eight bytes of a constant.</summary>
    public void Kmovq(Mask target, Address constant)
    {
        Write(0xC4, 0xE1, 0xF8, 0x90);
        Memory(target.Number, constant);
    }

    /// <summary>Four bytes of memory in each lane.</summary>
    public void Vpbroadcastd(Zmm target, Address source) => Vector(Map0F38, Prefix66, 0x58, target.Number, 0, source);

    /// <summary>Two bytes of memory in each two.</summary>
    public void Vpbroadcastw(Zmm target, Address source) => Vector(Map0F38, Prefix66, 0x79, target.Number, 0, source);

    /// <summary>Sixteen bytes of memory in each quarter that <paramref name="mask"/> names, by pairs of lanes.</summary>
    public void Vbroadcasti32x4(Zmm target, Address source, Mask mask = default) => Vector(Map0F38, Prefix66, 0x5A, target.Number, 0, source, mask);

    /// <summary>32 bytes of memory in each half.</summary>
    public void Vbroadcasti64x4(Zmm target, Address source) => Vector(Map0F38, Prefix66 | W, 0x5B, target.Number, 0, source);

    /// <summary>Sixteen signed bytes of memory as integers.</summary>
    public void Vpmovsxbd(Zmm target, Address source) => Vector(Map0F38, Prefix66, 0x21, target.Number, 0, source);

    /// <summary>To each lane of <paramref name="sum"/>, the products of four unsigned bytes with four signed ones.</summary>
    public void Vpdpbusd(Zmm sum, Zmm unsigned, Zmm signed) => Vector(Map0F38, Prefix66, 0x50, sum.Number, unsigned.Number, signed.Number);

    /// <summary>To each lane of <paramref name="sum"/>, the products of four unsigned bytes with four signed ones, the last operand from memory.</summary>
    public void Vpdpbusd(Zmm sum, Zmm unsigned, Address signed) => Vector(Map0F38, Prefix66, 0x50, sum.Number, unsigned.Number, signed);

    /// <summary>Bits that both have.</summary>
    public void Vpandd(Zmm target, Zmm a, Zmm b) => Vector(Map0F, Prefix66, 0xDB, target.Number, a.Number, b.Number);

    /// <summary>Bits that both have, the last operand from memory.</summary>
    public void Vpandd(Zmm target, Zmm a, Address b) => Vector(Map0F, Prefix66, 0xDB, target.Number, a.Number, b);

    /// <summary>Bits that one of both has; of a register with itself, 0.</summary>
    public void Vpxord(Zmm target, Zmm a, Zmm b) => Vector(Map0F, Prefix66, 0xEF, target.Number, a.Number, b.Number);

    /// <summary>Shifts integers to the left.</summary>
    public void Vpslld(Zmm target, Zmm source, byte count) => Vector(Map0F, Prefix66, 0x72, 6, target.Number, source.Number, constant: count);

    /// <summary>Shifts signed integers to the right.</summary>
    public void Vpsrad(Zmm target, Zmm source, byte count) => Vector(Map0F, Prefix66, 0x72, 4, target.Number, source.Number, constant: count);

    /// <summary>Shifts unsigned integers to the right.</summary>
    public void Vpsrld(Zmm target, Zmm source, byte count) => Vector(Map0F, Prefix66, 0x72, 2, target.Number, source.Number, constant: count);

    /// <summary>Rotates integers to the right.</summary>
    public void Vprord(Zmm target, Zmm source, byte count) => Vector(Map0F, Prefix66, 0x72, 0, target.Number, source.Number, constant: count);

    /// <summary>Multiplies the bits of each byte by a matrix.</summary>
    public void Vgf2p8affineqb(Zmm target, Zmm source, Zmm matrix) => Vector(Map0F3A, Prefix66 | W, 0xCE, target.Number, source.Number, matrix.Number, constant: 0);

    /// <summary>Any bytes of a register's worth of memory; others stay where <paramref name="mask"/> does not name the byte.</summary>
    public void Vpermb(Zmm target, Zmm indices, Address source, Mask mask = default) => Vector(Map0F38, Prefix66, 0x8D, target.Number, indices.Number, source, mask);

    /// <summary>Any bytes of a register; 0 where <paramref name="mask"/> does not name the byte.</summary>
    public void Vpermb(Zmm target, Zmm indices, Zmm source, Mask mask = default) => Vector(Map0F38, Prefix66, 0x8D, target.Number, indices.Number, source.Number, mask: mask);

    /// <summary>For each byte, eight bits of its eight bytes of a register, from the bit on that <paramref name="positions"/> says.</summary>
    public void Vpmultishiftqb(Zmm target, Zmm positions, Zmm source) => Vector(Map0F38, Prefix66 | W, 0x83, target.Number, positions.Number, source.Number);

    /// <summary>Any function of three bits; <paramref name="a"/> is overwritten.</summary>
    public void Vpternlogd(Zmm a, Zmm b, Zmm c, byte table) => Vector(Map0F3A, Prefix66, 0x25, a.Number, b.Number, c.Number, constant: table);

    /// <summary>Any lanes.</summary>
    public void Vpermps(Zmm target, Zmm indices, Zmm source) => Vector(Map0F38, Prefix66, 0x16, target.Number, indices.Number, source.Number);

    /// <summary>Any lanes, the last operand from memory.</summary>
    public void Vpermps(Zmm target, Zmm indices, Address source) => Vector(Map0F38, Prefix66, 0x16, target.Number, indices.Number, source);

    /// <summary>Any words of a register.</summary>
    public void Vpermw(Zmm target, Zmm indices, Zmm source) => Vector(Map0F38, Prefix66 | W, 0x8D, target.Number, indices.Number, source.Number);

    /// <summary>The words of <paramref name="b"/> that <paramref name="mask"/> names, the others of <paramref name="a"/>.</summary>
    public void Vpblendmw(Zmm target, Zmm a, Zmm b, Mask mask) => Vector(Map0F38, Prefix66 | W, 0x66, target.Number, a.Number, b.Number, mask: mask, merges: true);

    /// <summary>The lower half of a register, above it 32 bytes of memory.</summary>
    public void Vinserti64x4(Zmm target, Zmm lower, Address upper)
    {
        Vector(Map0F3A, Prefix66 | W, 0x3A, target.Number, lower.Number, upper);
        _code.Add(1);
    }

    /// <summary>The upper half of a register, as a lower half.</summary>
    public void Vextracti64x4(Zmm target, Zmm source) => Vector(Map0F3A, Prefix66 | W, 0x3B, source.Number, 0, target.Number, constant: 1);

    /// <summary>Of each quarter, the lower two integers of a and of b, in turn.</summary>
    public void Vpunpckldq(Zmm target, Zmm a, Zmm b) => Vector(Map0F, Prefix66, 0x62, target.Number, a.Number, b.Number);

    /// <summary>Of each quarter, the upper two integers of a and of b, in turn.</summary>
    public void Vpunpckhdq(Zmm target, Zmm a, Zmm b) => Vector(Map0F, Prefix66, 0x6A, target.Number, a.Number, b.Number);

    /// <summary>Of each quarter, the lower eight bytes of a and of b.</summary>
    public void Vpunpcklqdq(Zmm target, Zmm a, Zmm b) => Vector(Map0F, Prefix66 | W, 0x6C, target.Number, a.Number, b.Number);

    /// <summary>Of each quarter, the upper eight bytes of a and of b.</summary>
    public void Vpunpckhqdq(Zmm target, Zmm a, Zmm b) => Vector(Map0F, Prefix66 | W, 0x6D, target.Number, a.Number, b.Number);

    /// <summary>Two quarters of a, two of b; two bits each of <paramref name="quarters"/>, the lowest first, say which.</summary>
    public void Vshufi32x4(Zmm target, Zmm a, Zmm b, byte quarters) => Vector(Map0F3A, Prefix66, 0x43, target.Number, a.Number, b.Number, constant: quarters);

    /// <summary>Products.</summary>
    public void Vmulps(Zmm target, Zmm a, Zmm b) => Vector(Map0F, NoPrefix, 0x59, target.Number, a.Number, b.Number);

    /// <summary>Products, the last operand from memory.</summary>
    public void Vmulps(Zmm target, Zmm a, Address b) => Vector(Map0F, NoPrefix, 0x59, target.Number, a.Number, b);

    /// <summary>Sixteen halves of memory as singles.</summary>
    public void Vcvtph2ps(Zmm target, Address source) => Vector(Map0F38, Prefix66, 0x13, target.Number, 0, source);

    /// <summary>The lower sixteen halves of a register as singles.</summary>
    public void Vcvtph2ps(Zmm target, Zmm source) => Vector(Map0F38, Prefix66, 0x13, target.Number, 0, source.Number);

    /// <summary>Integers as singles.</summary>
    public void Vcvtdq2ps(Zmm target, Zmm source) => Vector(Map0F, NoPrefix, 0x5B, target.Number, 0, source.Number);

    /// <summary>target = a target + b.</summary>
    public void Vfmadd213ps(Zmm target, Zmm a, Zmm b) => Vector(Map0F38, Prefix66, 0xA8, target.Number, a.Number, b.Number);

    /// <summary>target = a target + b, the last operand from memory.</summary>
    public void Vfmadd213ps(Zmm target, Zmm a, Address b) => Vector(Map0F38, Prefix66, 0xA8, target.Number, a.Number, b);

    /// <summary>sum += a b.</summary>
    public void Vfmadd231ps(Zmm sum, Zmm a, Zmm b) => Vector(Map0F38, Prefix66, 0xB8, sum.Number, a.Number, b.Number);

    /// <summary>sum += a b, the last operand from memory.</summary>
    public void Vfmadd231ps(Zmm sum, Zmm a, Address b) => Vector(Map0F38, Prefix66, 0xB8, sum.Number, a.Number, b);

    /// <summary>Fetches a line to the first-level cache.</summary>
    public void Prefetcht0(Address line) => Prefetch(line, 1);

    /// <summary>Fetches a line to the second-level cache.</summary>
    public void Prefetcht1(Address line) => Prefetch(line, 2);

    /// <summary>The address itself.</summary>
    public void Lea(Register target, Address source)
    {
        Write((byte)(Wide | (int)target >> 3 << 2 | HighBits(source)), 0x8D);
        Memory((int)target, source);
    }

    /// <summary>Adds a constant.</summary>
    public void Add(Register target, int value)
    {
        Write((byte)(Wide | (int)target >> 3), 0x81, (byte)(0xC0 | (int)target & 7));
        Int(value);
    }

    /// <summary>A place that is not marked yet.</summary>
    public Label NewLabel()
    {
        _labels.Add(-1);
        return new(_labels.Count - 1);
    }

    /// <summary>The next instruction is where jumps to <paramref name="label"/> go.</summary>
    public void Mark(Label label) => _labels[label.Number] = Position;

    /// <summary>Goes to <paramref name="target"/> if the last sum was positive.</summary>
    public void Jg(Label target) => Jump(0x8F, target);

    /// <summary>Goes to <paramref name="target"/> unless the last sum was positive.</summary>
    public void Jle(Label target) => Jump(0x8E, target);

    /// <summary>Clears the upper halves of the vector registers, so that no instruction of older kinds waits for them.</summary>
    public void Vzeroupper() => Write(0xC5, 0xF8, 0x77);

    /// <summary>Returns.</summary>
    public void Ret() => Write(0xC3);

    private void Prefetch(Address line, int level)
    {
        if (HighBits(line) != 0) Write((byte)(0x40 | HighBits(line)), 0x0F, 0x18);
        else Write(0x0F, 0x18);
        Memory(level, line);
    }

    private void Jump(byte condition, Label target)
    {
        Write(0x0F, condition);
        _jumps.Add((Position, target));
        Int(0);
    }

    /// <summary>The first bytes of an instruction.</summary>
    private void Write(params ReadOnlySpan<byte> bytes)
    {
        Instructions++;
        _code.AddRange(bytes);
    }

    /// <summary>An instruction whose last operand is a register, or that and a constant.</summary>
    private void Vector(int map, int prefix, byte opcode, int first, int second, int third, byte? constant = null, Mask mask = default, bool merges = false)
    {
        // Bit 4 of the third register is where a memory operand would have its index's bit 3. A mask leaves 0 behind, unless both sides are named.
        Evex(map, prefix, first, second, third >> 3 & 3, isRepeated: false, mask.Number == 0 || merges ? mask.Number : 0x80 | mask.Number, bits: 512);
        _code.AddRange([opcode, (byte)(0xC0 | (first & 7) << 3 | third & 7)]);
        if (constant is { } value) _code.Add(value);
    }

    /// <summary>An instruction whose last operand is memory.</summary>
    private void Vector(int map, int prefix, byte opcode, int first, int second, Address third, Mask mask = default, int bits = 512)
    {
        Evex(map, prefix, first, second, HighBits(third), third.IsRepeated, mask.Number, bits);
        _code.Add(opcode);
        Memory(first, third);
    }

    // Bits 3 and 4 of the registers, inverted. 0x40 in the last byte: 512 bits, 0x20: 256.
    private void Evex(int map, int prefix, int first, int second, int thirdHigh, bool isRepeated, int mask, int bits) => Write(
        0x62,
        (byte)(~first << 4 & 0x80 | ~thirdHigh << 5 & 0x60 | ~first & 0x10 | map),
        (byte)(~second << 3 & 0x78 | 0x04 | prefix),
        (byte)(bits >> 3 | (isRepeated ? 0x10 : 0) | ~second >> 1 & 0x08 | mask));

    // Bit 3 of the base, and above it that of the index.
    private static int HighBits(Address address) => address.Base == Constants ? 0 : (int)address.Base >> 3 | (int)(address.Index ?? 0) >> 3 << 1;

    // Mode 2 of ModRM: a base and an offset of 32 bits, which EVEX, unlike one of 8 bits, does not scale. Base 4 says that a byte with base and index
    // follows; base 5 in mode 0, that the offset counts from the next instruction.
    private void Memory(int register, Address address)
    {
        int field = (register & 7) << 3;
        if (address.Base == Constants)
        {
            _uses.Add((Position + 1, address.Offset));
            _code.Add((byte)(field | 5));
            Int(0);
            return;
        }
        if (address.Index is { } index) _code.AddRange([(byte)(0x80 | field | 4), (byte)(BitOperations.Log2((uint)address.Scale) << 6 | ((int)index & 7) << 3 | (int)address.Base & 7)]);
        else _code.Add((byte)(0x80 | field | (int)address.Base & 7));
        Int(address.Offset);
    }

    private void Int(int value)
    {
        for (int shift = 0; shift < 32; shift += 8) _code.Add((byte)(value >> shift));
    }
}
