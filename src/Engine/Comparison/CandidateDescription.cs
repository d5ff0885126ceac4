using Engine.Gguf;

namespace Engine.Comparison;

/// <summary>Puts together what is known of a candidate.</summary>
internal static class CandidateDescription
{
    private const long Gibibyte = 1L << 30;
    private const int UsualContext = 4096;

    private static readonly int[] s_contexts = [2048, 8192, 32768];
    private static readonly int[] s_memories = [8, 16, 24];
    private static readonly TensorType[] s_cacheTypes = [TensorType.F16, TensorType.Q8_0, TensorType.Q4_0];

    public static CandidateReport Of(PlannedCandidate planned, GgufFile file, SampleSummary summary, IReadOnlyList<RunMeasurement> measured)
    {
        var plan = MemoryPlan.For(file);
        int most = Hyperparameters.Read(file.Metadata).ContextLength;
        var first = measured.Count > 0 ? measured[0] : null;
        int context = first?.Context ?? Math.Min(UsualContext, most);
        var kv = planned.Kv ?? new KvCacheTypes(TensorType.F16, TensorType.F16);
        long kvBytes = plan.KvBytes(context, kv.Keys, kv.Values) ?? 0, computeBytes = plan.ComputeBytes(context);
        return new CandidateReport
        {
            Name = planned.Name,
            Type = plan.Weights[0].Type.ToString(),
            File = planned.Path,
            Axis = planned.Axis,
            Backend = ModelComparison.Name(planned.Options.Backend),
            KvType = planned.Kv?.ToString(),
            Bytes = file.Length,
            BitsPerWeight = 8.0 * plan.WeightBytes / plan.ParameterCount,
            Kl = summary.Kl,
            Top1 = summary.Top1,
            Top5 = summary.Top5,
            DeltaPRms = summary.DeltaPRms,
            Perplexity = summary.Perplexity,
            Memory = new MemoryReport(context, plan.WeightBytes, kvBytes, computeBytes, plan.WeightBytes + kvBytes + computeBytes, first?.PeakRssBytes, first?.ProcessBytes),
            Contexts = [.. s_contexts.Where(length => length < most).Append(most).SelectMany(length => Contexts(plan, length))],
            LargestContexts = [.. from gigabytes in s_memories from type in s_cacheTypes select new LargestContext(gigabytes, type.ToString(), plan.LargestContext(gigabytes * Gibibyte, type, type))],
            LoadMs = first?.LoadMs,
            Speed = [.. measured.SelectMany(run => run.Speed)],
        };
    }

    private static IEnumerable<ContextMemory> Contexts(MemoryPlan plan, int context) =>
        from type in s_cacheTypes
        let bytes = plan.KvBytes(context, type, type)
        where bytes is not null
        select new ContextMemory(context, type.ToString(), plan.WeightBytes, bytes.Value, plan.ComputeBytes(context));
}
