namespace Engine.Kernels.MachineCode;

/// <summary>A general register of x64.</summary>
internal enum Register
{
    Rax = 0, Rcx = 1, Rdx = 2, Rsi = 6, Rdi = 7,
}

/// <summary>Memory at a register's value plus an offset in bytes.</summary>
internal readonly record struct Address(Register Base, int Offset);

/// <summary>
/// Writes the few x64 instructions that emitted kernels consist of. Vector operands are registers of 512 bits, 0 to 31; the destination comes first, as
/// in the manual.
/// </summary>
/// <remarks>Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, sections 2.1 (ModRM), 2.7 (EVEX) and the pages of the instructions.</remarks>
internal sealed class Assembler
{
    private const byte Wide = 0x48;   // the REX prefix of 64-bit operands

    // The opcode maps and mandatory prefixes, as EVEX encodes them.
    private const int Map0F = 1, Map0F38 = 2, NoPrefix = 0, Prefix66 = 1;

    private readonly List<byte> _code = [];

    /// <summary>Bytes written, and so the position of the next instruction.</summary>
    public int Position => _code.Count;

    /// <summary>The code.</summary>
    public byte[] ToArray() => [.. _code];

    /// <summary>VMOVUPS: loads a register.</summary>
    public void Load(int target, Address source) => Vector(Map0F, NoPrefix, 0x10, target, 0, source);

    /// <summary>VMOVUPS: stores a register.</summary>
    public void Store(Address target, int source) => Vector(Map0F, NoPrefix, 0x11, source, 0, target);

    /// <summary>VPXORD of a register with itself.</summary>
    public void Zero(int target) => Vector(Map0F, Prefix66, 0xEF, target, target, target);

    /// <summary>VPBROADCASTD: four bytes of memory in each lane.</summary>
    public void RepeatInt(int target, Address source) => Vector(Map0F38, Prefix66, 0x58, target, 0, source);

    /// <summary>VPDPBUSD: to each lane of <paramref name="sum"/>, the products of four unsigned bytes with four signed ones.</summary>
    public void AddProductsOfBytes(int sum, int unsigned, int signed) => Vector(Map0F38, Prefix66, 0x50, sum, unsigned, signed);

    /// <summary>VCVTPH2PS: sixteen halves of memory as singles.</summary>
    public void LoadHalves(int target, Address source) => Vector(Map0F38, Prefix66, 0x13, target, 0, source);

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
        _code.AddRange([0x0F, 0x18]);
        Memory(level, line);
    }

    /// <summary>LEA: the address itself.</summary>
    public void LoadAddress(Register target, Address source)
    {
        _code.AddRange([Wide, 0x8D]);
        Memory((int)target, source);
    }

    /// <summary>ADD of a constant.</summary>
    public void Add(Register target, int value)
    {
        _code.AddRange([Wide, 0x81, (byte)(0xC0 | (int)target)]);
        Int(value);
    }

    /// <summary>JG: goes to <paramref name="position"/> if the last sum was positive.</summary>
    public void JumpIfPositive(int position)
    {
        _code.AddRange([0x0F, 0x8F]);
        Int(position - (Position + sizeof(int)));
    }

    /// <summary>VZEROUPPER, so that no instruction of older kinds waits for the wide halves, and RET.</summary>
    public void Return() => _code.AddRange([0xC5, 0xF8, 0x77, 0xC3]);

    /// <summary>An instruction whose last operand is a register.</summary>
    private void Vector(int map, int prefix, byte opcode, int first, int second, int third)
    {
        Evex(map, prefix, first, second, third, isRepeated: false);
        _code.AddRange([opcode, (byte)(0xC0 | (first & 7) << 3 | third & 7)]);
    }

    /// <summary>An instruction whose last operand is memory.</summary>
    private void Vector(int map, int prefix, byte opcode, int first, int second, Address third, bool isRepeated = false)
    {
        Evex(map, prefix, first, second, 0, isRepeated);
        _code.Add(opcode);
        Memory(first, third);
    }

    // Bits 3 and 4 of the registers, inverted; bit 4 of the third is where a memory operand would have its index's bit 3. 0x40 in the last: 512 bits.
    private void Evex(int map, int prefix, int first, int second, int third, bool isRepeated) => _code.AddRange(
    [
        0x62,
        (byte)(~first << 4 & 0x80 | ~third << 2 & 0x40 | ~third << 2 & 0x20 | ~first & 0x10 | map),
        (byte)(~second << 3 & 0x78 | 0x04 | prefix),
        (byte)(0x40 | (isRepeated ? 0x10 : 0) | ~second >> 1 & 0x08),
    ]);

    // Mode 2 of ModRM: a base and an offset of 32 bits, which EVEX, unlike one of 8 bits, does not scale.
    private void Memory(int register, Address address)
    {
        _code.Add((byte)(0x80 | (register & 7) << 3 | (int)address.Base));
        Int(address.Offset);
    }

    private void Int(int value)
    {
        for (int shift = 0; shift < 32; shift += 8) _code.Add((byte)(value >> shift));
    }
}
