namespace Engine.Sampling;

/// <summary>Which rows of the catalog a chain has, and in which order.</summary>
internal static class SamplerOrder
{
    private static readonly SamplingOptions s_defaults = new();

    /// <summary>The rows for <paramref name="options"/>, whether turned on or not.</summary>
    public static IEnumerable<SamplingPolicyRow> Rows(SamplingOptions options)
    {
        var ordered = options.Samplers is { } names ? names.Select(name => Find(name)!) : SamplingCatalog.Policies.Where(row => row.Place == SamplingPlace.Ordered);
        return
        [
            .. SamplingCatalog.Policies.Where(row => row.Place == SamplingPlace.First),
            .. ordered.Where(row => !(row.Truncates && options.Mirostat != 0)),
            .. SamplingCatalog.Policies.Where(row => row.Place == SamplingPlace.Last),
        ];
    }

    /// <summary>The row that <c>--samplers</c> calls <paramref name="name"/>, with hyphens, underscores or spaces; null when there is none.</summary>
    public static SamplingPolicyRow? Find(string name) => SamplingCatalog.Policies.FirstOrDefault(row =>
        row.Place == SamplingPlace.Ordered && row.SamplerNames.Contains(name.Trim().Replace('-', '_').Replace(' ', '_'), StringComparer.OrdinalIgnoreCase));

    /// <summary>What <c>--samplers</c> may name.</summary>
    public static string Names => string.Join(", ", SamplingCatalog.Policies.Where(row => row.Place == SamplingPlace.Ordered).Select(row => row.SamplerNames[0]));

    /// <summary>Throws where an option is set and the chain has no place for it: nothing that is asked for is left out silently.</summary>
    public static void Check(SamplingOptions options)
    {
        if (options.Mirostat != 0 && options.AdaptiveTarget >= 0)
            throw new ArgumentException("mirostat and adaptive_target are both set; one of them was expected, since each decides which token is drawn", nameof(options));
        var rows = Rows(options).ToHashSet();
        foreach (var row in SamplingCatalog.Policies)
        {
            if (rows.Contains(row) || !row.IsOn(options)) continue;
            if (row.Fields.FirstOrDefault(field => field.IsSet(options, s_defaults)) is not { } field) continue;
            throw new ArgumentException(row.Truncates && options.Mirostat != 0
                ? $"{field.JsonField} and mirostat are both set; one of them was expected, since mirostat decides by itself how many tokens stay"
                : $"{field.JsonField} is set but samplers does not name {row.SamplerNames[0]}; name it, or leave {field.JsonField} out", nameof(options));
        }
    }
}
