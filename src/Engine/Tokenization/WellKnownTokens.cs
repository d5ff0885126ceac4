using System.Text;
using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>Tokens known by their text alone, because files do not say what they are. The lists are llama.cpp's.</summary>
internal static class WellKnownTokens
{
    /// <summary>Ends of a turn, the likelier first, for vocabularies that name none.</summary>
    private static readonly string[] s_endOfTurn =
    [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|end_of_text|>", "<EOT>", "_<EOT>", "[EOT]",
        "<｜end▁of▁sentence｜>", "<end_of_utterance>",
    ];

    /// <summary>After any of these a model has said what it had to say.</summary>
    private static readonly string[] s_endOfGeneration =
    [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<end_of_turn>", "<|endoftext|>", "</s>",
        "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>", "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>",
        "<｜end▁of▁sentence｜>", "[e~[",
    ];

    /// <summary>The marks of fill-in-the-middle prompts: where the file has no key, the first spelling that is a token.</summary>
    private static readonly (string Key, bool EndsGeneration, string[] Texts)[] s_fillInTheMiddle =
    [
        ("fim_pre_token_id", false, ["<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>", "<|code_prefix|>", "<|prefix|>"]),
        ("fim_suf_token_id", false, ["<|fim_suffix|>", "<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>", "<|code_suffix|>", "<|suffix|>"]),
        ("fim_mid_token_id", false, ["<|fim_middle|>", "<fim-middle>", "<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>", "<|code_middle|>", "<|middle|>"]),
        ("fim_pad_token_id", true, ["<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"]),
        ("fim_rep_token_id", true, ["<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"]),
        ("fim_sep_token_id", true, ["<|file_sep|>"]),
    ];

    /// <summary>Tokens of the harmony format that readers of the output want to see.</summary>
    private static readonly string[] s_alwaysShown = ["<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"];

    /// <summary>Completes attributes and special tokens of <paramref name="vocabulary"/>, and finds which ids end generation.</summary>
    public static (SpecialTokens Special, HashSet<int> EndOfGeneration) Apply(
        Vocabulary vocabulary, SpecialTokens special, int endOfMessage, GgufMetadata metadata)
    {
        if (special.Eot < 0) special = special with { Eot = FindFirst(vocabulary, s_endOfTurn) };
        if (endOfMessage < 0) endOfMessage = FindFirst(vocabulary, ["<|eom_id|>"]);

        var ends = new HashSet<int>();
        foreach (var (key, endsGeneration, texts) in s_fillInTheMiddle)
        {
            long id = metadata.Integer($"tokenizer.ggml.{key}", -1).Value;
            if (id < 0 || id >= vocabulary.Count) id = FindFirst(vocabulary, texts);
            if (id >= 0 && endsGeneration) ends.Add((int)id);
        }
        foreach (string text in s_endOfGeneration)
        {
            int id = FindFirst(vocabulary, [text]);
            if (id >= 0) ends.Add(id);
        }
        foreach (string text in s_alwaysShown) Reclassify(vocabulary, Find(vocabulary, text), TokenAttributes.UserDefined);

        foreach (int id in (int[])[special.Eos, special.Eot, endOfMessage])
            if (id >= 0) ends.Add(id);
        ExcludeChannelEnds(vocabulary, ends);
        MarkStripping(vocabulary, metadata);
        return (special, ends);
    }

    /// <summary>Where other tokens end the answer, <c>&lt;|end|&gt;</c> only ends a channel, and <c>&lt;/s&gt;</c> is text.</summary>
    private static void ExcludeChannelEnds(Vocabulary vocabulary, HashSet<int> ends)
    {
        bool Has(string text) => Find(vocabulary, text) is >= 0 and var id && ends.Contains(id);
        bool calls = Has("<|call|>") || Has("<|calls|>");
        if (calls && (Has("<|return|>") || Has("<|flush|>")) && Has("<|end|>"))
            Exclude("<|end|>", TokenAttributes.UserDefined);
        if (Has("<|tool_response>") && Has("</s>"))
            Exclude("</s>", TokenAttributes.Normal);

        void Exclude(string text, TokenAttributes attributes)
        {
            int id = Find(vocabulary, text);
            ends.Remove(id);
            Reclassify(vocabulary, id, attributes);
        }
    }

    /// <summary>White space around special tokens that some models swallow.</summary>
    private static void MarkStripping(Vocabulary vocabulary, GgufMetadata metadata)
    {
        string pre = metadata.String(GgufKeys.PreTokenizer, "");
        string name = metadata.String(GgufKeys.Name, "").ToLowerInvariant();
        if (pre is "jina-v2-de" or "jina-v2-es" or "jina-v2-code" || metadata.Architecture is "nomic-bert-moe" or "jina-bert-v3")
            Mark("<mask>", TokenAttributes.StripLeft);
        else if (name.Contains("phi-3", StringComparison.Ordinal) || name.Contains("phi3", StringComparison.Ordinal))
        {
            const TokenAttributes special = TokenAttributes.Control | TokenAttributes.UserDefined | TokenAttributes.Unknown;
            foreach (int id in vocabulary.Ids(special)) vocabulary.Attributes(id) |= TokenAttributes.StripRight;
            Mark("</s>", TokenAttributes.StripRight);
            foreach (string text in (string[])["<unk>", "<s>", "<|endoftext|>"])
                if (Find(vocabulary, text) is >= 0 and var id) vocabulary.Attributes(id) &= ~TokenAttributes.StripRight;
        }
        else if (name.Contains("modern-bert", StringComparison.Ordinal))
            Mark("[MASK]", TokenAttributes.StripLeft);

        void Mark(string text, TokenAttributes attribute)
        {
            if (Find(vocabulary, text) is >= 0 and var id) vocabulary.Attributes(id) |= attribute;
        }
    }

    /// <summary>The first of <paramref name="texts"/> that is a token; what it says makes it a control token whatever the file calls it.</summary>
    private static int FindFirst(Vocabulary vocabulary, string[] texts)
    {
        foreach (string text in texts)
        {
            int id = Find(vocabulary, text);
            if (id < 0) continue;
            vocabulary.Attributes(id) |= TokenAttributes.Control;
            return id;
        }
        return -1;
    }

    private static int Find(Vocabulary vocabulary, string text) => vocabulary.Find(Encoding.UTF8.GetBytes(text));

    private static void Reclassify(Vocabulary vocabulary, int id, TokenAttributes attributes)
    {
        if (id >= 0) vocabulary.Attributes(id) = attributes;
    }
}
