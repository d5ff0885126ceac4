using Engine.Gguf;

namespace Engine.Backends.LlamaCpp;

/// <summary>What llama.cpp asserts of a file that our own backends could run: asked of files on their way to llama.cpp only.</summary>
internal static class LlamaFileRules
{
    private static readonly GgufRule[] s_all =
    [
        new("tokens as C strings", RuleScope.Tokens, TokensAsCStrings),
    ];

    /// <summary>Refuses <paramref name="file"/> where loading it would end in an assertion, after which llama.cpp is lost to the process.</summary>
    /// <exception cref="GgufException">It breaks a rule.</exception>
    public static void Check(GgufFile file)
    {
        var subject = new GgufSubject(file);
        foreach (var rule in s_all)
            if (rule.AppliesTo.HasFlag(subject.Scope)) rule.Check(subject);
    }

    /// <summary>llama.cpp reads texts of tokens up to their first NUL, and asserts that no two are alike.</summary>
    private static void TokensAsCStrings(GgufSubject subject)
    {
        var texts = subject.Metadata.TokenTexts;
        if (!Enumerable.Range(0, texts.Count).Any(id => texts[id].Contains((byte)0))) return;
        var read = new ByteStringTable(texts.Count, texts.TotalLength);
        for (int id = 0; id < texts.Count; id++)
        {
            int end = texts[id].IndexOf((byte)0);
            var text = end < 0 ? texts[id] : end > 0 ? texts[id][..end] : TokenTexts.NameOfEmpty(id);
            if (!read.TryAdd(text, out int twin))
                throw new GgufException($"tokens {twin} and {id} are both '{text}' up to a NUL; llama.cpp, which reads no further, cannot tell them apart");
        }
    }
}
