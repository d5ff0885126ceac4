using System.Runtime.InteropServices;
using Engine.Verification;

namespace Engine.Cli.Documents;

/// <summary>What <c>attention</c> shows: a row of weights per query.</summary>
internal sealed record AttentionDocument(IReadOnlyList<string> Tokens, IReadOnlyList<float[]> Weights);

/// <summary>What <c>logits</c> shows.</summary>
/// <param name="Ids">The prompt.</param>
/// <param name="VocabSize">Logits per row.</param>
/// <param name="Logits">(positions, vocabSize) numbers of 32 bits, little-endian; in base64.</param>
internal sealed record LogitsDocument(IReadOnlyList<int> Ids, int VocabSize, byte[] Logits)
{
    public static LogitsDocument Of(PromptLogits logits) => new(logits.Ids, logits.VocabSize, LittleEndian(logits.Rows));

    private static byte[] LittleEndian(float[] values)
    {
        if (BitConverter.IsLittleEndian) return MemoryMarshal.AsBytes<float>(values).ToArray();
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(float)), BitConverter.SingleToInt32Bits(values[i]));
        return bytes;
    }
}

/// <summary>What <c>verify</c> shows.</summary>
internal sealed record VerificationDocument(string Verdict, IReadOnlyList<CheckDocument> Checks, IReadOnlyList<string> Skipped)
{
    public static VerificationDocument Of(VerificationReport report) =>
        new(report.Passed ? "pass" : "fail", [.. report.Checks.Select(CheckDocument.Of)], report.Skipped);
}

/// <summary>One comparison; a number that is none is null.</summary>
internal sealed record CheckDocument(
    string Name, string Backend, string Against, double? MaxAbs, double? Nmse, double? Cosine, double? Kl, double? Top1Agreement, string Metric, double Limit, bool Pass)
{
    public static CheckDocument Of(VerificationCheck check) => new(
        check.Name, check.Backend, check.Against, Finite(check.MaxAbs), Finite(check.Nmse), Finite(check.Cosine), Finite(check.Kl), Finite(check.TopAgreement),
        check.Metric, check.Limit, check.Passed);

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
