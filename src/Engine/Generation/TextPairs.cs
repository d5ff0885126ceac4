using System.Text;
using Engine.Backends;
using Engine.Tokenization;

namespace Engine.Generation;

/// <summary>Query and document as one text, and what a reranker's logits of it say.</summary>
internal static class TextPairs
{
    /// <summary>The ids of <paramref name="query"/> beside each of <paramref name="documents"/>.</summary>
    /// <exception cref="ArgumentException">A pair is too long.</exception>
    public static TokenText[] Encode(Tokenizer tokenizer, string query, IReadOnlyList<string> documents, int mostTokens, bool truncate)
    {
        var (before, after) = Around(tokenizer, query);
        int room = mostTokens - before.Length - after.Length;
        if (room < 1) throw new ArgumentException($"the query takes {before.Length + after.Length} of {mostTokens} tokens, which leaves no room for a document", nameof(query));
        var pairs = new TokenText[documents.Count];
        for (int i = 0; i < pairs.Length; i++)
        {
            int[] document = Plain(tokenizer, documents[i]);
            if (document.Length > room && !truncate)
                throw new ArgumentException($"document {i} has {document.Length} tokens; at most {room} were expected, with the query {mostTokens}", nameof(documents));
            pairs[i] = new TokenText([.. before, .. document.AsSpan(0, Math.Min(document.Length, room)), .. after], before.Length);
        }
        return pairs;
    }

    /// <summary>The documents by falling score; equal ones in the order they were given.</summary>
    public static IReadOnlyList<RankedDocument> Rank(IReadOnlyList<string> labels, float[][] logits, int topCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(topCount);
        int yes = labels.Count == 1 ? 0 : labels.ToList().IndexOf("yes");
        // The sigmoid of one logit is the softmax beside a logit of zero.
        var ranked = logits.Select((row, i) => new RankedDocument(i, (float)(1 / row.Append(row.Length == 1 ? 0 : float.NegativeInfinity).Sum(logit => Math.Exp((double)logit - row[yes]))), row[yes]))
            .OrderByDescending(document => document.Logit - Rest(logits[document.Index], yes));
        return [.. topCount > 0 ? ranked.Take(topCount) : ranked];
    }

    // Scores may round to 1 for several; the distance of the logits still tells them apart.
    private static double Rest(float[] row, int yes) => row.Length == 1 ? 0 : Math.Log(row.Where((_, i) => i != yes).Sum(logit => Math.Exp((double)logit)));

    /// <summary>
    /// What stands before a document and after it. BERT reads [CLS] query [SEP] document [SEP], the RoBERTa family with both marks between: <c>&lt;s&gt; query &lt;/s&gt;&lt;/s&gt; document &lt;/s&gt;</c>.
    /// </summary>
    private static (int[] Before, int[] After) Around(Tokenizer tokenizer, string query)
    {
        int[] plain = Plain(tokenizer, query), whole = tokenizer.Encode(Encoding.UTF8.GetBytes(query), addSpecial: true, parseSpecial: false);
        int start = whole.AsSpan().IndexOf(plain);
        int[] after = start < 0 ? [] : whole[(start + plain.Length)..];
        bool twoMarks = tokenizer is not WordPieceTokenizer && after.Length > 0 && tokenizer.Special.Separator >= 0;
        return (twoMarks ? [.. whole, tokenizer.Special.Separator] : whole, after);
    }

    private static int[] Plain(Tokenizer tokenizer, string text) => tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: false, parseSpecial: false);
}
