using Engine.Benchmarks;
using Engine.Benchmarks.Constraints;
using Engine.Benchmarks.Kernels;
using Engine.Benchmarks.Sampling;
using Engine.Benchmarks.Speed;
using Engine.Benchmarks.Suites;
using Engine.Benchmarks.Tables;

try
{
    return args switch
    {
        ["kernels", .. var rest] => KernelSuite.Run(rest),
        ["chatclient", .. var rest] => ChatClientCosts.Run(rest),
        ["company", .. var rest] => Company.Run(rest),
        ["constraints", .. var rest] => ConstraintCosts.Run(rest),
        ["limits", .. var rest] => MachineLimits.Run(rest),
        ["paired", .. var rest] => PairedRuns.Run(rest),
        ["sampling", .. var rest] => SamplingSuite.Run(rest),
        ["suites", .. var rest] => ProductSuite.Run(rest),
        ["table", .. var rest] => SpeedTable.Run(rest),
        ["tables", .. var rest] => DocumentTables.Run(rest is [var root, ..] ? root : Files.Root),
        ["footprint", .. var rest] => FootprintTable.Run(rest),
        ["model", .. var rest] => SpeedModel.Run(rest),
        _ => Usage(),
    };
}
catch (Exception error) when (error is ArgumentException or InvalidOperationException)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}

static int Usage()
{
    Console.Error.WriteLine("""
        usage: kernels [--case TEXT] [--filter GLOB] [--job dry|short|medium]
               chatclient MODEL.gguf [--callers 32] [--rounds 7] [--tokens 64] [--backend managed] [--out FILE]
               company MODEL.gguf [--prompt 4096] [--rounds 5] [--backend managed]
               constraints --vocabulary FILE.gguf [--tokens 128256] [--out FILE]
               limits [--threads 1,2] [--json]
               paired --a COMMAND --b COMMAND [--pairs 10] [--out FILE]
               sampling --chain COMMAND --library FILE --out FILE [--rounds 7] [--rows TEXT]
               table --engine COMMAND --rawbench PATH --library DIR --models DIR --out FILE [--rounds 5] [--threads 2] [--rows TEXT] [--environment A=1,B=2] [--busy]
               suites [--filter GLOB] [--job dry|short|medium]
               tables [ROOT]
               footprint --engine COMMAND --scratch DIR --out FILE [--shape 7b] [--types F16,Q8_0,Q4_0] [--contexts 512,4096]
               model OUT --shape 135m|tinyllama|7b --type TYPE
        beside LLamaSharp: dotnet run --project benchmarks/Engine.Peers -c Release -- llamasharp MODEL.gguf
        """);
    return 2;
}
