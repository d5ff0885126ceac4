using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Engine.Benchmarks.Suites;

/// <summary>What is above the kernels, each part by itself: sampling, tokenizers, templates, loading, and all of it end to end.</summary>
/// <remarks>
/// Usage: <c>suites [--filter *Tokenizers*] [--job dry|short|medium]</c>, and BenchmarkDotNet's other options. Models are those of the repository, and those in <c>../shared/models</c>
/// where they are there.
/// </remarks>
[MemoryDiagnoser]
public abstract class ProductSuite
{
    private const int WidestParameter = 60;

    /// <summary>Runs the verb.</summary>
    internal static int Run(string[] args)
    {
        var config = ManualConfig.CreateEmpty()
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithSummaryStyle(BenchmarkDotNet.Reports.SummaryStyle.Default.WithMaxParameterColumnWidth(WidestParameter))
            .WithOptions(ConfigOptions.DisableLogFile);
        // In this process, as the kernels are: a project per case would be built for each.
        bool hasJob = args.Contains("--job") || args.Contains("-j");
        config.AddJob(hasJob ? Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator() : Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        if (!args.Contains("--filter") && !args.Contains("-f")) args = [.. args, "--filter", "*"];   // without one it would ask
        Type[] suites = [.. typeof(ProductSuite).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ProductSuite)) && !type.IsAbstract)];
        var summaries = BenchmarkSwitcher.FromTypes(suites).Run(args, config);
        return summaries.Any() && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
    }
}
