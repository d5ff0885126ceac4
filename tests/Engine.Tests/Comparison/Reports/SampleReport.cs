using Engine.Comparison;

namespace Engine.Tests.Comparison.Reports;

/// <summary>A report that has everything a report can have, for a model of four layers.</summary>
internal static class SampleReport
{
    private static readonly string[] s_groups = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];

    public static ComparisonReport Full { get; } = new()
    {
        Base = "/models/model-f16.gguf",
        Text = "a <text> & more.txt",
        Tokens = 1020,
        Chunks = 4,
        Context = 512,
        ModelContext = 8192,
        Backend = "managed",
        Machine = "a processor",
        BaseModel = Candidate("model-f16", "base", 270, 0, 1),
        Candidates =
        [
            Candidate("Q8_0", "weights", 145, 0.0004, 0.99),
            Candidate("Q5_K_M", "weights", 112, 0.011, 0.94),
            Candidate("Q4_K_M", "weights", 100, 0.031, 0.91) with
            {
                Attribution = new AttributionReport(0.028, 0.0025, 0.0005, 1e-9, 127),
                Groups = [.. from layer in Enumerable.Range(0, 4) from i in Enumerable.Range(0, s_groups.Length) select new GroupDivergence(s_groups[i], layer, "Q4_K", 1000, 1e-4 * (layer + 1) * (i + 1)), new("token_embd", null, "Q6_K", 9000, 2e-4)],
            },
            Candidate("Q4_0", "weights", 101, 0.072, 0.87),
            Candidate("Q2_K", "weights", 84, 0.6, 0.6),
            Candidate("KV Q8_0", "kv", 270, 0.0002, 0.995),
            Candidate("on llama.cpp", "backend", 270, 2e-6, 1),
            Candidate("managed, other batches", "noise", 270, 0, 1),
        ],
        Suggestion = new SuggestionReport(100 << 20, 99 << 20, "Q4_K_S", 99 << 20, 0.022, 0.033, ["blk\\.0\\.ffn_down=Q6_K"]),
    };

    private static CandidateReport Candidate(string name, string axis, int mebibytes, double kl, double top1) => new()
    {
        Name = name,
        Type = name,
        File = $"/models/{name}.gguf",
        Axis = axis,
        Backend = "managed",
        Bytes = (long)mebibytes << 20,
        BitsPerWeight = 16.0 * mebibytes / 270,
        Kl = new DivergenceReport(kl, kl / 2, 2 * kl, 5 * kl, 9 * kl, 20 * kl),
        Top1 = top1,
        Top5 = top1,
        DeltaPRms = kl,
        Perplexity = new PerplexityReport(20 * (1 + kl), 0.5, 1 + kl, kl / 10),
        Memory = new MemoryReport(1024, (long)mebibytes << 20, 24 << 20, 12 << 20, (long)(mebibytes + 36) << 20, (long)(mebibytes + 90) << 20, 50 << 20),
        Contexts = [.. from context in (int[])[2048, 8192] select new ContextMemory(context, "F16", (long)mebibytes << 20, (long)context * 46080, 50 << 20)],
        LargestContexts = [new(8, "F16", 8192), new(16, "F16", 8192), new(24, "F16", 0)],
        LoadMs = 60,
        Speed = [new("managed", 512, 0, 0, 900 + mebibytes), new("managed", 0, 64, 0, 12000.0 / mebibytes), new("llama.cpp", 512, 0, 0, 400), new("llama.cpp", 0, 64, 0, 6000.0 / mebibytes)],
    };
}
