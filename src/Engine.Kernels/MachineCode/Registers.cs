namespace Engine.Kernels.MachineCode;

/// <summary>A general register of x64.</summary>
internal enum Register
{
    Rax = 0, Rcx = 1, Rdx = 2, Rsi = 6, Rdi = 7, R8 = 8, R9 = 9, R10 = 10,
}

/// <summary>A vector register of 512 bits, 0 to 31.</summary>
internal readonly record struct Zmm(int Number);

/// <summary>A mask register; the default, k0, masks nothing.</summary>
internal readonly record struct Mask(int Number);

/// <summary>A place in the code, known once it is marked.</summary>
internal readonly record struct Label(int Number);

/// <summary>Memory at a register's value plus an offset in bytes, and plus another register's times 1, 2, 4 or 8.</summary>
internal readonly record struct Address(Register Base, int Offset, Register? Index = null, int Scale = 1)
{
    /// <summary>Whether four bytes are read for all lanes: <c>{1to16}</c>.</summary>
    public bool IsRepeated { get; private init; }

    /// <summary>The four bytes there, for all lanes.</summary>
    public Address Repeated => this with { IsRepeated = true };

    /// <summary>This, <paramref name="bytes"/> further on.</summary>
    public Address Plus(int bytes) => this with { Offset = Offset + bytes };
}

/// <summary>Hands out the registers of a piece of code, so that none has two meanings by mistake. What serves one purpose after another is passed on by whoever took it.</summary>
internal sealed class RegisterFile
{
    private const int VectorCount = 32, MaskCount = 8;
    private readonly Stack<Zmm> _returned = [];
    private int _vectors, _masks = 1;   // k0 masks nothing

    /// <summary>A vector register.</summary>
    /// <exception cref="InvalidOperationException">There are no more.</exception>
    public Zmm Take() => _returned.TryPop(out var register) ? register : _vectors < VectorCount ? new(_vectors++) : throw new InvalidOperationException($"all {VectorCount} vector registers are taken");

    /// <summary>So many vector registers.</summary>
    /// <exception cref="InvalidOperationException">There are no more.</exception>
    public Zmm[] Take(int count)
    {
        var registers = new Zmm[count];
        for (int i = 0; i < count; i++) registers[i] = Take();
        return registers;
    }

    /// <summary>Hands registers back that serve no purpose any more.</summary>
    public void Return(params ReadOnlySpan<Zmm> registers)
    {
        foreach (var register in registers) _returned.Push(register);
    }

    /// <summary>A mask register.</summary>
    /// <exception cref="InvalidOperationException">There are no more.</exception>
    public Mask TakeMask() => _masks < MaskCount ? new(_masks++) : throw new InvalidOperationException($"all {MaskCount - 1} mask registers are taken");
}
