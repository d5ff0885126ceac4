using Engine.Benchmarks;
using Engine.Benchmarks.Kernels;

return args switch
{
    ["paired", .. var rest] => PairedRuns.Run(rest),
    ["limits", .. var rest] => MachineLimits.Run(rest),
    ["kernels", .. var rest] => KernelSuite.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: kernels [--filter GLOB] [--job dry|short|medium], limits [--threads 1,2] [--json], paired --a COMMAND --b COMMAND");
    return 2;
}
