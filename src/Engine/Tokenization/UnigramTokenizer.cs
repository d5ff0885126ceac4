using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>Unigram language model: of all ways to write the normalized text with tokens, the one with the largest sum of scores (Viterbi).</summary>
/// <remarks>Source: Kudo, Subword Regularization (2018).</remarks>
internal sealed class UnigramTokenizer : VocabularyTokenizer
{
    private const float UnknownPenalty = 10;   // below the least likely token
    private readonly ByteTrie _tokens = new();
    private readonly UnigramNormalizer _normalizer;
    private readonly float _unknownScore;

    public UnigramTokenizer(Vocabulary vocabulary, GgufMetadata metadata) : base(vocabulary)
    {
        if (Special.Unknown < 0) throw new GgufException($"a Unigram vocabulary needs an unknown token; tokenizer.ggml.unknown_token_id is none of its {vocabulary.Count} tokens");
        float least = float.MaxValue;
        for (int id = 0; id < vocabulary.Count; id++)
        {
            if (vocabulary.Is(id, TokenAttributes.Normal)) least = Math.Min(least, vocabulary.Score(id));
            if (vocabulary.Is(id, TokenAttributes.Normal | TokenAttributes.UserDefined | TokenAttributes.Unused)) _tokens.Add(vocabulary.Text(id), id);
        }
        _unknownScore = least - UnknownPenalty;
        _normalizer = new UnigramNormalizer(vocabulary, metadata);
    }

    public override string Description => "Unigram";

    protected override int Spell(ReadOnlySpan<byte> text, Span<byte> bytes) => SpaceMark.Unescape(text, bytes);

    protected override void EncodeText(ReadOnlySpan<byte> text, bool afterSpecial, List<int> ids)
    {
        var normalized = _normalizer.Normalize(text);
        if (normalized.IsEmpty) return;
        var best = new Ending[normalized.Length + 1];
        Array.Fill(best, new Ending(Special.Unknown, 0, -double.MaxValue));
        best[0] = new Ending(Special.Unknown, 0, 0);

        for (int start = 0; start < normalized.Length;)
        {
            int character = Math.Min(CodePoints.SequenceLength(normalized[start]), normalized.Length - start);
            bool isToken = false;
            int node = ByteTrie.Root;
            for (int end = start; end < normalized.Length && _tokens.TryStep(ref node, normalized[end]); end++)
            {
                int id = _tokens.Value(node);
                if (id < 0) continue;
                isToken |= end + 1 - start == character;
                Improve(best, start, end + 1, id, Vocabulary.Is(id, TokenAttributes.UserDefined) ? 0 : Vocabulary.Score(id));
            }
            if (!isToken) Improve(best, start, start + character, Special.Unknown, _unknownScore);
            start += character;
        }
        AppendBackwards(best, ids);
    }

    private static void Improve(Ending[] best, int start, int end, int id, float score)
    {
        double sum = best[start].Score + score;
        if (sum > best[end].Score) best[end] = new Ending(id, start, sum);
    }

    /// <summary>Follows the best endings back to the start; unknown characters in a row are one unknown token.</summary>
    private void AppendBackwards(Ending[] best, List<int> ids)
    {
        int first = ids.Count;
        bool afterUnknown = false;
        for (int end = best.Length - 1; end > 0; end = best[end].Start)
        {
            bool unknown = best[end].Id == Special.Unknown;
            if (!(unknown && afterUnknown)) ids.Add(best[end].Id);
            afterUnknown = unknown;
        }
        ids.Reverse(first, ids.Count - first);
    }

    /// <summary>The best way to write the text up to some byte: its last token, where that starts, and the sum of scores.</summary>
    private readonly record struct Ending(int Id, int Start, double Score);
}
