using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Engine.Benchmarks.Kernels;

/// <summary>The benchmarks of one family of kernels: its table of variants over some shapes, on one thread.</summary>
/// <remarks>
/// Usage: <c>kernels [--case TEXT] [--filter *MatMulDecode*] [--job dry|short|medium]</c>, and BenchmarkDotNet's other options. A case is taken where its
/// line in the table has the text, as in <c>--case Q4_0</c>.
/// </remarks>
public abstract class KernelSuite
{
    private const int WidestParameter = 80;
    private const string CaseOption = "--case";

    private PreparedKernel? _prepared;

    /// <summary>The rows of the suite.</summary>
    public IEnumerable<KernelCase> Cases => Table();

    /// <summary>The row that is measured.</summary>
    [ParamsSource(nameof(Cases))]
    public KernelCase Case { get; set; } = null!;

    /// <summary>Makes the data.</summary>
    [GlobalSetup]
    public void Prepare() => _prepared = Case.Prepare();

    /// <summary>Runs the kernel.</summary>
    [Benchmark]
    public void Run() => _prepared!.Run();

    /// <summary>Frees the data.</summary>
    [GlobalCleanup]
    public void Free() => _prepared?.Dispose();

    /// <summary>Runs the verb.</summary>
    internal static int Run(string[] args)
    {
        bool hasJob = args.Contains("--job") || args.Contains("-j");
        var limits = new Lazy<Limits>(() => MachineLimits.Measure(threads: 1));
        var config = ManualConfig.CreateEmpty()
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .AddColumnProvider(DefaultColumnProviders.Statistics, DefaultColumnProviders.Params)
            .AddColumn(new RateColumn(), new LimitColumn(limits), new ShareColumn(limits), new SpeedUpColumn())
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(WidestParameter))
            .WithOptions(ConfigOptions.DisableLogFile);
        // In this process: what is measured is machine code of kernels, and a project per case would be built for each.
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        config.AddJob(hasJob ? Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator() : job);
        if (CommandLine.Value(args, CaseOption) is { } text)
        {
            config.AddFilter(new SimpleFilter(benchmark => benchmark.Parameters[nameof(Case)].ToString()!.Contains(text, StringComparison.OrdinalIgnoreCase)));
            args = [.. args.Where((_, i) => args[i] != CaseOption && (i == 0 || args[i - 1] != CaseOption))];
        }
        if (!args.Contains("--filter") && !args.Contains("-f")) args = [.. args, "--filter", "*"];   // without one it would ask
        var summaries = BenchmarkSwitcher.FromTypes([.. typeof(KernelSuite).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(KernelSuite)))]).Run(args, config);
        return summaries.Any() && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
    }

    /// <summary>The rows of the suite.</summary>
    private protected abstract IEnumerable<KernelCase> Table();
}
