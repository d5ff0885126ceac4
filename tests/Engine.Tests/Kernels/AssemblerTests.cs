using Engine.Kernels.MachineCode;

namespace Engine.Tests.Kernels;

public sealed class AssemblerTests
{
    // What the GNU assembler makes of the same lines, offsets in 32 bits.
    private static readonly (string Bytes, string Line, Action<Assembler> Write)[] s_instructions =
    [
        ("62E17C48108A40000000", "vmovups zmm17, [rdx+64]", code => code.Load(17, new(Register.Rdx, 64))),
        ("62717C481189000C0000", "vmovups [rcx+3072], zmm9", code => code.Store(new(Register.Rcx, 3072), 9)),
        ("62F14548EFFF", "vpxord zmm7, zmm7, zmm7", code => code.Zero(7)),
        ("62727D48588704000000", "vpbroadcastd zmm8, [rdi+4]", code => code.RepeatInt(8, new(Register.Rdi, 4))),
        ("62923D4850CE", "vpdpbusd zmm1, zmm8, zmm30", code => code.AddProductsOfBytes(1, 8, 30)),
        ("62426D4050EB", "vpdpbusd zmm29, zmm18, zmm11", code => code.AddProductsOfBytes(29, 18, 11)),
        ("62F27D4813A720000000", "vcvtph2ps zmm4, [rdi+32]", code => code.LoadHalves(4, new(Register.Rdi, 32))),
        ("62F17C485BDB", "vcvtdq2ps zmm3, zmm3", code => code.ToFloat(3, 3)),
        ("627124505980C0000000", "vmulps zmm8, zmm27, dword ptr [rax+192]{1to16}", code => code.MultiplyRepeated(8, 27, new(Register.Rax, 192))),
        ("62D22D48A8EC", "vfmadd213ps zmm5, zmm10, zmm12", code => code.MultiplyAddTo(5, 10, 12)),
        ("62525540B8C8", "vfmadd231ps zmm9, zmm21, zmm8", code => code.AddProduct(9, 21, 8)),
        ("62F24548B89AC0000000", "vfmadd231ps zmm3, zmm7, [rdx+192]", code => code.AddProduct(3, 7, new Address(Register.Rdx, 192))),
        ("62725558B888C4000000", "vfmadd231ps zmm9, zmm5, dword ptr [rax+196]{1to16}", code => code.AddProductRepeated(9, 5, new(Register.Rax, 196))),
        ("0F188F00080000", "prefetcht0 [rdi+2048]", code => code.Prefetch(new(Register.Rdi, 2048), level: 1)),
        ("0F189740400000", "prefetcht1 [rdi+16448]", code => code.Prefetch(new(Register.Rdi, 16448), level: 2)),
        ("488D8700060000", "lea rax, [rdi+1536]", code => code.LoadAddress(Register.Rax, new(Register.Rdi, 1536))),
        ("4881C700040000", "add rdi, 1024", code => code.Add(Register.Rdi, 1024)),
        ("4881C600FCFFFF", "add rsi, -1024", code => code.Add(Register.Rsi, -1024)),
        ("C5F877C3", "vzeroupper; ret", code => code.Return()),
    ];

    [Fact]
    public void Instructions_AreWhatAnotherAssemblerWrites()
    {
        foreach (var (bytes, line, write) in s_instructions)
        {
            var code = new Assembler();
            write(code);
            Assert.Equal($"{bytes} {line}", $"{Convert.ToHexString(code.ToArray())} {line}");
        }
    }

    [Fact]
    public void JumpIfPositive_GoesToItsPosition()
    {
        var code = new Assembler();
        code.Zero(0);
        int loop = code.Position;
        code.Add(Register.Rsi, -4);
        code.JumpIfPositive(loop);
        Assert.Equal("4881C6FCFFFFFF" + "0F8FF3FFFFFF", Convert.ToHexString(code.ToArray()[loop..]));   // 13 bytes back from its end
    }
}
