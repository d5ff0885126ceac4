using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.MachineCode;

/// <summary>A general register of x64.</summary>
internal enum Register
{
    Rax = 0, Rcx = 1, Rdx = 2, Rsi = 6, Rdi = 7, R8 = 8, R9 = 9, R10 = 10,
}

/// <summary>Memory at a register's value plus an offset in bytes, and plus another register's times 1, 2, 4 or 8.</summary>
internal readonly record struct Address(Register Base, int Offset, Register? Index = null, int Scale = 1)
{
    /// <summary>This, <paramref name="bytes"/> further on.</summary>
    public Address Plus(int bytes) => this with { Offset = Offset + bytes };
}

/// <summary>
/// Writes the few x64 instructions that emitted kernels consist of. Vector operands are registers of 512 bits, 0 to 31; the destination comes first, as
/// in the manual.
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

    /// <summary>Bytes written, and so the position of the next instruction.</summary>
    public int Position => _code.Count;

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

    /// <summary>VMOVUPS: loads a register.</summary>
    public void Load(int target, Address source) => Vector(Map0F, NoPrefix, 0x10, target, 0, source);

    /// <summary>VMOVUPS: stores a register.</summary>
    public void Store(Address target, int source) => Vector(Map0F, NoPrefix, 0x11, source, 0, target);

    /// <summary>KMOVQ: loads mask 1 to 7 from the first eight bytes of a constant.</summary>
    public void LoadMask(int target, Address constant)
    {
        _code.AddRange([0xC4, 0xE1, 0xF8, 0x90]);
        Memory(target, constant);
    }

    /// <summary>VPXORD of a register with itself.</summary>
    public void Zero(int target) => Vector(Map0F, Prefix66, 0xEF, target, target, target);

    /// <summary>VPBROADCASTD: four bytes of memory in each lane.</summary>
    public void RepeatInt(int target, Address source) => Vector(Map0F38, Prefix66, 0x58, target, 0, source);

    /// <summary>VPDPBUSD: to each lane of <paramref name="sum"/>, the products of four unsigned bytes with four signed ones.</summary>
    public void AddProductsOfBytes(int sum, int unsigned, int signed) => Vector(Map0F38, Prefix66, 0x50, sum, unsigned, signed);

    /// <summary>VPDPBUSD with signed bytes from memory.</summary>
    public void AddProductsOfBytes(int sum, int unsigned, Address signed) => Vector(Map0F38, Prefix66, 0x50, sum, unsigned, signed);

    /// <summary>VPDPBUSD with the same four signed bytes of memory for every lane.</summary>
    public void AddProductsOfBytesRepeated(int sum, int unsigned, Address signed) => Vector(Map0F38, Prefix66, 0x50, sum, unsigned, signed, isRepeated: true);

    /// <summary>VPANDD.</summary>
    public void And(int target, int a, int b) => Vector(Map0F, Prefix66, 0xDB, target, a, b);

    /// <summary>VPANDD with memory.</summary>
    public void And(int target, int a, Address b) => Vector(Map0F, Prefix66, 0xDB, target, a, b);

    /// <summary>VPXORD.</summary>
    public void Xor(int target, int a, int b) => Vector(Map0F, Prefix66, 0xEF, target, a, b);

    /// <summary>VPSLLD: shifts integers to the left.</summary>
    public void ShiftLeft(int target, int source, byte count) => Vector(Map0F, Prefix66, 0x72, 6, target, source, constant: count);

    /// <summary>VPSRAD: shifts signed integers to the right.</summary>
    public void ShiftRight(int target, int source, byte count) => Vector(Map0F, Prefix66, 0x72, 4, target, source, constant: count);

    /// <summary>VGF2P8AFFINEQB: multiplies the bits of each byte by a matrix.</summary>
    public void MultiplyBits(int target, int source, int matrix) => Vector(Map0F3A, Prefix66 | W, 0xCE, target, source, matrix, constant: 0);

    /// <summary>VPERMB: any bytes of a register's worth of memory, for the bytes that <paramref name="mask"/> names; all for mask 0.</summary>
    public void PermuteBytes(int target, int indices, Address source, int mask = 0) => Vector(Map0F38, Prefix66, 0x8D, target, indices, source, mask: mask);

    /// <summary>VPERMB: any bytes of a register; 0 where <paramref name="mask"/> does not name the byte.</summary>
    public void PermuteBytes(int target, int indices, int source, int mask = 0) => Vector(Map0F38, Prefix66, 0x8D, target, indices, source, mask: mask);

    /// <summary>VPMULTISHIFTQB: for each byte, eight bits of its eight bytes of a register, from the bit on that <paramref name="positions"/> says.</summary>
    public void SelectBits(int target, int positions, int source) => Vector(Map0F38, Prefix66 | W, 0x83, target, positions, source);

    /// <summary>VPTERNLOGD: bits of <paramref name="a"/>, which is overwritten, where the mask has one, of b elsewhere.</summary>
    public void Select(int a, int b, int mask) => Vector(Map0F3A, Prefix66, 0x25, a, b, mask, constant: 0xE4);

    /// <summary>VBROADCASTI32X4: sixteen bytes of memory in each quarter; in those that <paramref name="mask"/> names, for mask 0 in all.</summary>
    public void RepeatQuarter(int target, Address source, int mask = 0) => Vector(Map0F38, Prefix66, 0x5A, target, 0, source, mask: mask);

    /// <summary>VBROADCASTI64X4: 32 bytes of memory in each half.</summary>
    public void RepeatHalf(int target, Address source) => Vector(Map0F38, Prefix66 | W, 0x5B, target, 0, source);

    /// <summary>VPBROADCASTW: two bytes of memory in each two.</summary>
    public void RepeatShort(int target, Address source) => Vector(Map0F38, Prefix66, 0x79, target, 0, source);

    /// <summary>VPMOVSXBD: sixteen signed bytes of memory as integers.</summary>
    public void LoadSignedBytes(int target, Address source) => Vector(Map0F38, Prefix66, 0x21, target, 0, source);

    /// <summary>VPERMPS: any lanes of a register.</summary>
    public void Permute(int target, int indices, int source) => Vector(Map0F38, Prefix66, 0x16, target, indices, source);

    /// <summary>VPERMPS: any lanes of memory.</summary>
    public void Permute(int target, int indices, Address source) => Vector(Map0F38, Prefix66, 0x16, target, indices, source);

    /// <summary>VPUNPCKLDQ or VPUNPCKHDQ: of each quarter, the lower or the upper two integers of a and of b, in turn.</summary>
    public void InterleaveInts(int target, int a, int b, bool isUpper) => Vector(Map0F, Prefix66, (byte)(isUpper ? 0x6A : 0x62), target, a, b);

    /// <summary>VPUNPCKLQDQ or VPUNPCKHQDQ: of each quarter, the lower or the upper eight bytes of a and of b.</summary>
    public void InterleaveLongs(int target, int a, int b, bool isUpper) => Vector(Map0F, Prefix66 | W, (byte)(isUpper ? 0x6D : 0x6C), target, a, b);

    /// <summary>VSHUFI32X4: two quarters of a, two of b; two bits each of <paramref name="quarters"/>, the lowest first, say which.</summary>
    public void SelectQuarters(int target, int a, int b, byte quarters) => Vector(Map0F3A, Prefix66, 0x43, target, a, b, constant: quarters);

    /// <summary>VMULPS.</summary>
    public void Multiply(int target, int a, int b) => Vector(Map0F, NoPrefix, 0x59, target, a, b);

    /// <summary>VMULPS by memory.</summary>
    public void Multiply(int target, int a, Address b) => Vector(Map0F, NoPrefix, 0x59, target, a, b);

    /// <summary>VCVTPH2PS: sixteen halves of memory as singles.</summary>
    public void LoadHalves(int target, Address source) => Vector(Map0F38, Prefix66, 0x13, target, 0, source);

    /// <summary>VCVTPH2PS: the lower sixteen halves of a register as singles.</summary>
    public void HalvesToFloat(int target, int source) => Vector(Map0F38, Prefix66, 0x13, target, 0, source);

    /// <summary>VCVTDQ2PS: integers to singles.</summary>
    public void ToFloat(int target, int source) => Vector(Map0F, NoPrefix, 0x5B, target, 0, source);

    /// <summary>VMULPS by one single of memory.</summary>
    public void MultiplyRepeated(int target, int a, Address b) => Vector(Map0F, NoPrefix, 0x59, target, a, b, isRepeated: true);

    /// <summary>VFMADD213PS: target = a target + b.</summary>
    public void MultiplyAddTo(int target, int a, int b) => Vector(Map0F38, Prefix66, 0xA8, target, a, b);

    /// <summary>VFMADD231PS: sum += a b.</summary>
    public void AddProduct(int sum, int a, int b) => Vector(Map0F38, Prefix66, 0xB8, sum, a, b);

    /// <summary>VFMADD231PS: sum += a b, for a register's worth b of memory.</summary>
    public void AddProduct(int sum, int a, Address b) => Vector(Map0F38, Prefix66, 0xB8, sum, a, b);

    /// <summary>VFMADD231PS: sum += a b, for one single b of memory.</summary>
    public void AddProductRepeated(int sum, int a, Address b) => Vector(Map0F38, Prefix66, 0xB8, sum, a, b, isRepeated: true);

    /// <summary>PREFETCHT0 or PREFETCHT1: fetches a line to the first-level cache, or to the second.</summary>
    public void Prefetch(Address line, int level)
    {
        if (HighBits(line) != 0) _code.Add((byte)(0x40 | HighBits(line)));
        _code.AddRange([0x0F, 0x18]);
        Memory(level, line);
    }

    /// <summary>LEA: the address itself.</summary>
    public void LoadAddress(Register target, Address source)
    {
        _code.AddRange([(byte)(Wide | (int)target >> 3 << 2 | HighBits(source)), 0x8D]);
        Memory((int)target, source);
    }

    /// <summary>ADD of a constant.</summary>
    public void Add(Register target, int value)
    {
        _code.AddRange([(byte)(Wide | (int)target >> 3), 0x81, (byte)(0xC0 | (int)target & 7)]);
        Int(value);
    }

    /// <summary>JG: goes to <paramref name="position"/> if the last sum was positive.</summary>
    public void JumpIfPositive(int position)
    {
        _code.AddRange([0x0F, 0x8F]);
        Int(position - (Position + sizeof(int)));
    }

    /// <summary>JLE: leaves, if the last sum was not positive, for where <see cref="Land"/> is told this jump's number.</summary>
    public int JumpUnlessPositive()
    {
        _code.AddRange([0x0F, 0x8E]);
        Int(0);
        return Position;
    }

    /// <summary>The next instruction is where <paramref name="jump"/> goes.</summary>
    public void Land(int jump) => BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(_code)[(jump - sizeof(int))..], Position - jump);

    /// <summary>VZEROUPPER, so that no instruction of older kinds waits for the wide halves, and RET.</summary>
    public void Return() => _code.AddRange([0xC5, 0xF8, 0x77, 0xC3]);

    /// <summary>An instruction whose last operand is a register, or that and a constant.</summary>
    private void Vector(int map, int prefix, byte opcode, int first, int second, int third, byte? constant = null, int mask = 0)
    {
        // Bit 4 of the third register is where a memory operand would have its index's bit 3. A mask leaves 0 behind.
        Evex(map, prefix, first, second, third >> 3 & 3, isRepeated: false, mask == 0 ? 0 : 0x80 | mask);
        _code.AddRange([opcode, (byte)(0xC0 | (first & 7) << 3 | third & 7)]);
        if (constant is { } value) _code.Add(value);
    }

    /// <summary>An instruction whose last operand is memory.</summary>
    private void Vector(int map, int prefix, byte opcode, int first, int second, Address third, bool isRepeated = false, int mask = 0)
    {
        Evex(map, prefix, first, second, HighBits(third), isRepeated, mask);
        _code.Add(opcode);
        Memory(first, third);
    }

    // Bits 3 and 4 of the registers, inverted. 0x40 in the last byte: 512 bits.
    private void Evex(int map, int prefix, int first, int second, int thirdHigh, bool isRepeated, int mask) => _code.AddRange(
    [
        0x62,
        (byte)(~first << 4 & 0x80 | ~thirdHigh << 5 & 0x60 | ~first & 0x10 | map),
        (byte)(~second << 3 & 0x78 | 0x04 | prefix),
        (byte)(0x40 | (isRepeated ? 0x10 : 0) | ~second >> 1 & 0x08 | mask),
    ]);

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
