using System.Globalization;
using System.Text;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.MachineCode;
using Iced.Intel;

namespace Engine.Tests.Kernels.Gemm.Emitted;

/// <summary>
/// What the emitters write, read back by a disassembler of others, beside golden listings: a change of a kernel shows up as a change of its instructions.
/// </summary>
public sealed class EmittedListingTests
{
    /// <summary>Set to 1, the tests write the listings instead of comparing.</summary>
    private const string UpdateVariable = "ENGINE_UPDATE_LISTINGS";

    private static readonly Dictionary<string, Func<Emission>> s_decoding = new[]
    {
        RowLanes<AffineRowLanes<AffineQ4_0>>("Q4_0"), RowLanes<AffineRowLanes<AffineQ4_1>>("Q4_1"), Decoding<StreamRows<StreamQ8_0>>("Q8_0"),
        RowLanes<KQuantRowLanes<KQuantQ4_K>>("Q4_K"), RowLanes<KQuantRowLanes<KQuantQ5_K>>("Q5_K"), Decoding<KQuantRows<KQuantQ6_K>>("Q6_K"),
        [("decode-F16", EmittedHalfDecode.Emit)],
    }.SelectMany(rows => rows).ToDictionary(row => row.Name, row => row.Emit);

    private static readonly Dictionary<string, Func<Emission>> s_prefilling = new[]
    {
        Prefilling<AffineQ4_0>("Q4_0"), Prefilling<AffineQ4_1>("Q4_1"), Prefilling<AffineQ5_0>("Q5_0"), Prefilling<AffineQ5_1>("Q5_1"), Prefilling<SignedQ8_0>("Q8_0"),
        Prefilling<SignedIQ4_NL>("IQ4_NL"), Prefilling<KQuantQ4_K>("Q4_K"), Prefilling<KQuantQ5_K>("Q5_K"), Prefilling<KQuantQ6_K>("Q6_K"),
    }.SelectMany(rows => rows).ToDictionary(row => row.Name, row => row.Emit);

    public static TheoryData<string> All => [.. s_decoding.Keys, .. s_prefilling.Keys];

    // One row by one column of every type; the others repeat it. Prefilling differs in whether minimums are stored and in the scales of a block.
    public static TheoryData<string> Listed =>
        [.. s_decoding.Keys.Where(name => !name.Contains('x') || name.EndsWith("-1x1", StringComparison.Ordinal) || name.EndsWith("-16x1", StringComparison.Ordinal)), "prefill-Q4_0-2", "prefill-Q4_1-2", "prefill-Q6_K-2", "prefill-Q4_0-few-1", "prefill-Q4_1-few-1", "prefill-Q6_K-few-1"];

    [Theory]
    [MemberData(nameof(Listed))]
    public void Emit_Kernel_IsTheGoldenListing(string name)
    {
        string golden = Path.Combine(TestFiles.Root, "tests", "Engine.Tests", "Kernels", "Gemm", "Emitted", "Listings", $"{name}.asm");
        string listing = List(Emit(name).Code);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllText(golden, listing);
            return;
        }
        Assert.True(File.Exists(golden), $"no {golden}; run the tests once with {UpdateVariable}=1");
        Assert.Equal(File.ReadAllText(golden).ReplaceLineEndings("\n"), listing);
    }

    /// <summary>Code that is called as a function of C may change these registers only, and must end with a return.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Emit_Kernel_ConsistsOfInstructionsThatKeepTheCallersRegisters(string name)
    {
        Iced.Intel.Register[] free = [Iced.Intel.Register.RAX, Iced.Intel.Register.RCX, Iced.Intel.Register.RDX, Iced.Intel.Register.RSI, Iced.Intel.Register.RDI,
            Iced.Intel.Register.R8, Iced.Intel.Register.R9, Iced.Intel.Register.R10, Iced.Intel.Register.R11];
        var instructions = Instructions(Emit(name).Code).ToList();
        var factory = new InstructionInfoFactory();
        Assert.Equal(Mnemonic.Ret, instructions[^1].Mnemonic);
        foreach (var instruction in instructions)
        {
            Assert.NotEqual(Code.INVALID, instruction.Code);
            foreach (var used in factory.GetInfo(instruction).GetUsedRegisters().Where(used => used.Access is not (OpAccess.Read or OpAccess.CondRead or OpAccess.NoMemAccess)))
                Assert.True(!used.Register.IsGPR() || free.Contains(used.Register.GetFullRegister()) || instruction.Mnemonic == Mnemonic.Ret, $"{instruction} changes {used.Register}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Emit_Kernel_TakesAtLeastSixtyFourStepsACall(string name)
    {
        int step = Emit(name).StepInstructions;
        Assert.InRange(step, 1, EmittedCode.MostInstructions / 64);   // 48 rows of a group, 32 blocks of few columns
    }

    private static Emission Emit(string name) => (s_decoding.GetValueOrDefault(name) ?? s_prefilling[name])();

    private static (string Name, Func<Emission> Emit)[] Decoding<TRows>(string type) where TRows : struct, IEmittedRows =>
        [.. new[] { (4, 1), (1, 1), (1, 4), (1, 8) }.Select(shape => ($"decode-{type}-{shape.Item1}x{shape.Item2}", (Func<Emission>)(() => EmittedDecode<TRows>.Emit(shape.Item1, shape.Item2))))];

    private static (string Name, Func<Emission> Emit)[] RowLanes<TRows>(string type) where TRows : struct, IRowLanes =>
        [.. new[] { 1, 2, 4, 8 }.Where(columns => columns <= TRows.MostColumns).Select(columns => ($"decode-{type}-16x{columns}", (Func<Emission>)(() => EmittedRowLanes<TRows>.Emit(columns))))];

    private static (string Name, Func<Emission> Emit)[] Prefilling<TBlock>(string type) where TBlock : struct, IPanelBlock =>
    [
        .. new[] { 1, 2 }.Select(registers => ($"prefill-{type}-{registers}", (Func<Emission>)(() => EmittedPrefill<TBlock>.Emit(registers)))),
        .. new[] { 1, 2, 4, 8 }.Select(columns => ($"prefill-{type}-few-{columns}", (Func<Emission>)(() => EmittedPrefill<TBlock>.EmitFew(columns)))),
    ];

    /// <summary>The instructions, up to the return; constants follow.</summary>
    private static IEnumerable<Instruction> Instructions(byte[] code)
    {
        var decoder = Iced.Intel.Decoder.Create(64, new ByteArrayCodeReader(code), ip: 0);
        while (true)
        {
            decoder.Decode(out var instruction);
            yield return instruction;
            if (instruction.IsInvalid || instruction.Mnemonic == Mnemonic.Ret) yield break;
        }
    }

    /// <summary>A line per instruction, each after its position; then the constants that rip-relative addresses name, 64 bytes a line.</summary>
    private static string List(byte[] code)
    {
        var formatter = new NasmFormatter { Options = { SpaceAfterOperandSeparator = true, RipRelativeAddresses = false, BranchLeadingZeros = false, LeadingZeros = false } };
        var text = new StringBuilder();
        var output = new StringOutput();
        int end = 0;
        foreach (var instruction in Instructions(code))
        {
            formatter.Format(instruction, output);
            text.Append(CultureInfo.InvariantCulture, $"{instruction.IP:x4}  {output.ToStringAndReset()}\n");
            end = (int)instruction.NextIP;
        }
        for (int at = (end + 63) / 64 * 64; at < code.Length; at += 64) text.Append(CultureInfo.InvariantCulture, $"{at:x4}  {Convert.ToHexStringLower(code, at, 64)}\n");
        return text.ToString();
    }
}
