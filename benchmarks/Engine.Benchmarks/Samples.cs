using System.Text.Json.Nodes;

namespace Engine.Benchmarks;

/// <summary>Statistics of repeated measurements.</summary>
internal static class Samples
{
    private const int Resamples = 2000;

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The central 95 % of the medians of resampled values. Source: Efron 1979, the percentile bootstrap.</summary>
    public static (double Low, double High) MedianInterval(double[] values)
    {
        var random = new Random(1);
        double[] medians = [.. Enumerable.Range(0, Resamples).Select(_ => Median(values.Select(_ => values[random.Next(values.Length)]))).Order()];
        return (medians[Resamples * 25 / 1000], medians[Resamples * 975 / 1000 - 1]);
    }

    public static JsonArray ToJson(IEnumerable<double> values) => [.. values.Select(value => (JsonNode)Math.Round(value, 2))];
}
