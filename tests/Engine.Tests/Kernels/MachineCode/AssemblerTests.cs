using System.Runtime.InteropServices;
using Engine.Kernels.MachineCode;

namespace Engine.Tests.Kernels.MachineCode;

public sealed class AssemblerTests
{
    // What the GNU assembler makes of the same lines, offsets in 32 bits.
    private static readonly (string Bytes, string Line, Action<Assembler> Write)[] s_instructions =
    [
        ("62E17C48108A40000000", "vmovups zmm17, [rdx+64]", code => code.Vmovups(new Zmm(17), new Address(Register.Rdx, 64))),
        ("62A17C28108C4740000000", "vmovups ymm17, [rdi+r8*2+64]", code => code.VmovupsHalf(new Zmm(17), new Address(Register.Rdi, 64, Register.R8, 2))),
        ("62717C481189000C0000", "vmovups [rcx+3072], zmm9", code => code.Vmovups(new Address(Register.Rcx, 3072), new Zmm(9))),
        ("62F14548EFFF", "vpxord zmm7, zmm7, zmm7", code => code.Vpxord(new Zmm(7), new Zmm(7), new Zmm(7))),
        ("62727D48588704000000", "vpbroadcastd zmm8, [rdi+4]", code => code.Vpbroadcastd(new Zmm(8), new Address(Register.Rdi, 4))),
        ("62923D4850CE", "vpdpbusd zmm1, zmm8, zmm30", code => code.Vpdpbusd(new Zmm(1), new Zmm(8), new Zmm(30))),
        ("62426D4050EB", "vpdpbusd zmm29, zmm18, zmm11", code => code.Vpdpbusd(new Zmm(29), new Zmm(18), new Zmm(11))),
        ("62924D4050AC4240000000", "vpdpbusd zmm5, zmm22, [r10+r8*2+64]", code => code.Vpdpbusd(new Zmm(5), new Zmm(22), new Address(Register.R10, 64, Register.R8, 2))),
        ("62A2355850AC0244000000", "vpdpbusd zmm21, zmm9, dword ptr [rdx+r8+68]{1to16}", code => code.Vpdpbusd(new Zmm(21), new Zmm(9), new Address(Register.Rdx, 68, Register.R8).Repeated)),
        ("62914D40DBEB", "vpandd zmm5, zmm22, zmm27", code => code.Vpandd(new Zmm(5), new Zmm(22), new Zmm(27))),
        ("62E14D48DB9280000000", "vpandd zmm18, zmm6, [rdx+128]", code => code.Vpandd(new Zmm(18), new Zmm(6), new Address(Register.Rdx, 128))),
        ("62814D48EFE8", "vpxord zmm21, zmm6, zmm24", code => code.Vpxord(new Zmm(21), new Zmm(6), new Zmm(24))),
        ("62B1554072F208", "vpslld zmm21, zmm18, 8", code => code.Vpslld(new Zmm(21), new Zmm(18), 8)),
        ("62B1554872E103", "vpsrad zmm5, zmm17, 3", code => code.Vpsrad(new Zmm(5), new Zmm(17), 3)),
        ("62B1554072D208", "vpsrld zmm21, zmm18, 8", code => code.Vpsrld(new Zmm(21), new Zmm(18), 8)),
        ("62B1554872C11C", "vprord zmm5, zmm17, 28", code => code.Vprord(new Zmm(5), new Zmm(17), 28)),
        ("62D3CD40CEFC00", "vgf2p8affineqb zmm7, zmm22, zmm12, 0", code => code.Vgf2p8affineqb(new Zmm(7), new Zmm(22), new Zmm(12))),
        ("62B25D408DAC0740000000", "vpermb zmm5, zmm20, [rdi+r8+64]", code => code.Vpermb(new Zmm(5), new Zmm(20), new Address(Register.Rdi, 64, Register.R8))),
        ("62E25D4B8DAC0740000000", "vpermb zmm21{k3}, zmm4, [rdi+rax+64]", code => code.Vpermb(new Zmm(21), new Zmm(4), new Address(Register.Rdi, 64, Register.Rax), new Mask(3))),
        ("62925D408DEA", "vpermb zmm5, zmm20, zmm26", code => code.Vpermb(new Zmm(5), new Zmm(20), new Zmm(26))),
        ("62925DC38DEA", "vpermb zmm5{k3}{z}, zmm20, zmm26", code => code.Vpermb(new Zmm(5), new Zmm(20), new Zmm(26), new Mask(3))),
        ("6262DD4083CE", "vpmultishiftqb zmm25, zmm20, zmm6", code => code.Vpmultishiftqb(new Zmm(25), new Zmm(20), new Zmm(6))),
        ("62B32D4025E9E4", "vpternlogd zmm5, zmm26, zmm17, 0xe4", code => code.Vpternlogd(new Zmm(5), new Zmm(26), new Zmm(17), 0xE4)),
        ("62A27D485A9C8710000000", "vbroadcasti32x4 zmm19, [rdi+r8*4+16]", code => code.Vbroadcasti32x4(new Zmm(19), new Address(Register.Rdi, 16, Register.R8, 4))),
        ("62E27D495A9F10000000", "vbroadcasti32x4 zmm19{k1}, [rdi+16]", code => code.Vbroadcasti32x4(new Zmm(19), new Address(Register.Rdi, 16), new Mask(1))),
        ("6222FD485B9C87A0000000", "vbroadcasti64x4 zmm27, [rdi+r8*4+160]", code => code.Vbroadcasti64x4(new Zmm(27), new Address(Register.Rdi, 160, Register.R8, 4))),
        ("62A27D4879AC07D0000000", "vpbroadcastw zmm21, [rdi+r8+208]", code => code.Vpbroadcastw(new Zmm(21), new Address(Register.Rdi, 208, Register.R8))),
        ("62E27D48219FC0000000", "vpmovsxbd zmm19, [rdi+192]", code => code.Vpmovsxbd(new Zmm(19), new Address(Register.Rdi, 192))),
        ("62520D4016CE", "vpermps zmm9, zmm30, zmm14", code => code.Vpermps(new Zmm(9), new Zmm(30), new Zmm(14))),
        ("62520D401689C0000000", "vpermps zmm9, zmm30, [r9+192]", code => code.Vpermps(new Zmm(9), new Zmm(30), new Address(Register.R9, 192))),
        ("62528D408DCE", "vpermw zmm9, zmm30, zmm14", code => code.Vpermw(new Zmm(9), new Zmm(30), new Zmm(14))),
        ("62E2DD4366ED", "vpblendmw zmm21{k3}, zmm20, zmm5", code => code.Vpblendmw(new Zmm(21), new Zmm(20), new Zmm(5), new Mask(3))),
        ("6283CD483A94024000000001", "vinserti64x4 zmm18, zmm6, [r10+r8+64], 1", code => code.Vinserti64x4(new Zmm(18), new Zmm(6), new Address(Register.R10, 64, Register.R8))),
        ("6223FD483BD301", "vextracti64x4 ymm19, zmm26, 1", code => code.Vextracti64x4(new Zmm(19), new Zmm(26))),
        ("6281654862CC", "vpunpckldq zmm17, zmm3, zmm28", code => code.Vpunpckldq(new Zmm(17), new Zmm(3), new Zmm(28))),
        ("62D15D406AEB", "vpunpckhdq zmm5, zmm20, zmm11", code => code.Vpunpckhdq(new Zmm(5), new Zmm(20), new Zmm(11))),
        ("6261B5486CF2", "vpunpcklqdq zmm30, zmm9, zmm2", code => code.Vpunpcklqdq(new Zmm(30), new Zmm(9), new Zmm(2))),
        ("6291FD406DF9", "vpunpckhqdq zmm7, zmm16, zmm25", code => code.Vpunpckhqdq(new Zmm(7), new Zmm(16), new Zmm(25))),
        ("62736D4043DD88", "vshufi32x4 zmm11, zmm18, zmm5, 0x88", code => code.Vshufi32x4(new Zmm(11), new Zmm(18), new Zmm(5), 0b10_00_10_00)),
        ("62F27D4813A720000000", "vcvtph2ps zmm4, [rdi+32]", code => code.Vcvtph2ps(new Zmm(4), new Address(Register.Rdi, 32))),
        ("62227D4813D3", "vcvtph2ps zmm26, ymm19", code => code.Vcvtph2ps(new Zmm(26), new Zmm(19))),
        ("62F17C485BDB", "vcvtdq2ps zmm3, zmm3", code => code.Vcvtdq2ps(new Zmm(3), new Zmm(3))),
        ("6271444059CC", "vmulps zmm9, zmm23, zmm4", code => code.Vmulps(new Zmm(9), new Zmm(23), new Zmm(4))),
        ("62114440598C0280000000", "vmulps zmm9, zmm23, [r10+r8+128]", code => code.Vmulps(new Zmm(9), new Zmm(23), new Address(Register.R10, 128, Register.R8))),
        ("627124505980C0000000", "vmulps zmm8, zmm27, dword ptr [rax+192]{1to16}", code => code.Vmulps(new Zmm(8), new Zmm(27), new Address(Register.Rax, 192).Repeated)),
        ("62D22D48A8EC", "vfmadd213ps zmm5, zmm10, zmm12", code => code.Vfmadd213ps(new Zmm(5), new Zmm(10), new Zmm(12))),
        ("62F22D50A8AA40000000", "vfmadd213ps zmm5, zmm26, dword ptr [rdx+64]{1to16}", code => code.Vfmadd213ps(new Zmm(5), new Zmm(26), new Address(Register.Rdx, 64).Repeated)),
        ("62525540B8C8", "vfmadd231ps zmm9, zmm21, zmm8", code => code.Vfmadd231ps(new Zmm(9), new Zmm(21), new Zmm(8))),
        ("62F24548B89AC0000000", "vfmadd231ps zmm3, zmm7, [rdx+192]", code => code.Vfmadd231ps(new Zmm(3), new Zmm(7), new Address(Register.Rdx, 192))),
        ("62725558B888C4000000", "vfmadd231ps zmm9, zmm5, dword ptr [rax+196]{1to16}", code => code.Vfmadd231ps(new Zmm(9), new Zmm(5), new Address(Register.Rax, 196).Repeated)),
        ("0F188F00080000", "prefetcht0 [rdi+2048]", code => code.Prefetcht0(new(Register.Rdi, 2048))),
        ("0F189740400000", "prefetcht1 [rdi+16448]", code => code.Prefetcht1(new(Register.Rdi, 16448))),
        ("430F188C4140000000", "prefetcht0 [r9+r8*2+64]", code => code.Prefetcht0(new(Register.R9, 64, Register.R8, 2))),
        ("488D8700060000", "lea rax, [rdi+1536]", code => code.Lea(Register.Rax, new(Register.Rdi, 1536))),
        ("4B8D844000000000", "lea rax, [r8+r8*2]", code => code.Lea(Register.Rax, new(Register.R8, 0, Register.R8, 2))),
        ("4E8D948200000000", "lea r10, [rdx+r8*4]", code => code.Lea(Register.R10, new(Register.Rdx, 0, Register.R8, 4))),
        ("4881C700040000", "add rdi, 1024", code => code.Add(Register.Rdi, 1024)),
        ("4981C120010000", "add r9, 288", code => code.Add(Register.R9, 288)),
        ("4881C600FCFFFF", "add rsi, -1024", code => code.Add(Register.Rsi, -1024)),
        ("C5F877C3", "vzeroupper; ret", code => { code.Vzeroupper(); code.Ret(); }),
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
    public void Jg_GoesBackToItsLabel()
    {
        var code = new Assembler();
        code.Vzeroupper();
        var loop = code.NewLabel();
        code.Mark(loop);
        code.Add(Register.Rsi, -4);
        code.Jg(loop);
        Assert.Equal("C5F877" + "4881C6FCFFFFFF" + "0F8FF3FFFFFF", Convert.ToHexString(code.ToArray()));   // 13 bytes back from its end
        Assert.Equal(3, code.Instructions);
    }

    [Fact]
    public void Jle_GoesAheadToItsLabel()
    {
        var code = new Assembler();
        var end = code.NewLabel();
        code.Jle(end);
        code.Vpxord(new Zmm(0), new Zmm(0), new Zmm(0));
        code.Mark(end);
        code.Ret();
        Assert.Equal("0F8E06000000" + "62F17D48EFC0" + "C3", Convert.ToHexString(code.ToArray()));
    }

    [Fact]
    public void ToArray_LabelThatIsMarkedNowhere_IsRefused()
    {
        var code = new Assembler();
        code.Jg(code.NewLabel());
        Assert.Contains("marked nowhere", Assert.Throws<InvalidOperationException>(code.ToArray).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registers_MoreThanThereAre_AreRefused()
    {
        var registers = new RegisterFile();
        Assert.Equal(Enumerable.Range(0, 32).Select(number => new Zmm(number)), registers.Take(32));
        Assert.Equal("all 32 vector registers are taken", Assert.Throws<InvalidOperationException>(() => registers.Take()).Message);
        Assert.Equal(Enumerable.Range(1, 7).Select(number => new Mask(number)), Enumerable.Range(1, 7).Select(_ => registers.TakeMask()));
        Assert.Equal("all 7 mask registers are taken", Assert.Throws<InvalidOperationException>(() => registers.TakeMask()).Message);
    }

    [Fact]
    public void Registers_HandedBack_AreTakenAgain()
    {
        var registers = new RegisterFile();
        var taken = registers.Take(32);
        registers.Return(taken[7], taken[3]);
        Assert.Equal([new(3), new(7)], registers.Take(2));
        Assert.Throws<InvalidOperationException>(() => registers.Take());
    }

    [Fact]
    public void Constant_LiesBehindTheCode_AlignedToItsLength()
    {
        var code = new Assembler();
        var (bytes, integers) = (code.Constant(index => (byte)index), code.Constant(index => -index));
        Assert.Equal(bytes, code.Constant(index => (byte)index));
        code.Vmovups(new Zmm(3), integers);
        code.Kmovq(new Mask(2), bytes);
        code.Vzeroupper();
        code.Ret();
        byte[] written = code.ToArray();
        Assert.Equal(3 * 64, written.Length);
        Assert.Equal(Enumerable.Range(0, 64).Select(index => (byte)index), written[64..128]);
        Assert.Equal(Enumerable.Range(0, 16).Select(index => -index), MemoryMarshal.Cast<byte, int>(written.AsSpan(128)).ToArray());
        Assert.Equal("62F17C48101D" + "76000000", Convert.ToHexString(written[..10]));         // vmovups zmm3, [rip+118]: from 10 to 128
        Assert.Equal("C4E1F89015" + "2D000000", Convert.ToHexString(written[10..19]));          // kmovq k2, [rip+45]: from 19 to 64
    }
}
