using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Engine.Benchmarks.Kernels;

/// <summary>A column computed from what a case does in one run and how long that takes.</summary>
internal abstract class KernelColumn(string name, string legend) : IColumn
{
    public string Id => $"kernel.{ColumnName}";

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        Rate(summary, benchmarkCase) is { } rate ? Value(summary, CaseOf(benchmarkCase), rate) : "-";

    /// <summary>The text for a case that runs at <paramref name="rate"/> bytes or operations per second.</summary>
    protected abstract string Value(Summary summary, KernelCase row, double rate);

    protected static KernelCase CaseOf(BenchmarkCase benchmarkCase) => (KernelCase)benchmarkCase.Parameters[nameof(KernelSuite.Case)];

    protected static double? Rate(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase]?.ResultStatistics is { } statistics ? CaseOf(benchmarkCase).Work / (statistics.Median * 1e-9) : null;

    protected static double Limit(Limits limits, Bound bound) => bound switch
    {
        Bound.Memory => limits.DramBytes,
        Bound.Cache => limits.CacheBytes,
        _ => limits.Operations,
    };

    protected static string Text(double rate, Bound bound) => (rate / 1e9).ToString("F1", CultureInfo.InvariantCulture) + (bound == Bound.Arithmetic ? " GOP/s" : " GB/s");
}

internal sealed class RateColumn() : KernelColumn("Rate", "Bytes or operations per second, by the median")
{
    protected override string Value(Summary summary, KernelCase row, double rate) => Text(rate, row.Bound);
}

internal sealed class LimitColumn(Lazy<Limits> limits) : KernelColumn("Limit", "What this machine read from memory or cache, or computed in single precision, just before, on one thread")
{
    protected override string Value(Summary summary, KernelCase row, double rate) => Text(Limit(limits.Value, row.Bound), row.Bound);
}

internal sealed class ShareColumn(Lazy<Limits> limits) : KernelColumn("Share", "Rate over limit; products of small integers may exceed the limit of single precision")
{
    protected override string Value(Summary summary, KernelCase row, double rate) => (rate / Limit(limits.Value, row.Bound)).ToString("P0", CultureInfo.InvariantCulture);
}

internal sealed class SpeedUpColumn() : KernelColumn("Speed-up", "Rate over that of the reference variant")
{
    protected override string Value(Summary summary, KernelCase row, double rate)
    {
        // On the same shape where it ran on that; on another it has the same rate, being slow everywhere.
        var reference = summary.BenchmarksCases.Where(other => CaseOf(other) is { Variant: KernelCase.Reference } candidate && candidate.Kernel == row.Kernel)
            .MaxBy(other => CaseOf(other).Shape == row.Shape);
        return reference is not null && Rate(summary, reference) is { } baseline ? (rate / baseline).ToString("F1", CultureInfo.InvariantCulture) + "x" : "-";
    }
}
