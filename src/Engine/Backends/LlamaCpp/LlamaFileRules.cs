using Engine.Gguf;
using Engine.Gguf.Architectures;
using Keys = Engine.Gguf.GgufKeys.OfArchitecture;

namespace Engine.Backends.LlamaCpp;

/// <summary>What llama.cpp asserts of a file that our own backends could run: asked of files on their way to llama.cpp only.</summary>
internal static class LlamaFileRules
{
    private static readonly GgufRule[] s_all =
    [
        new("tokens as C strings", RuleScope.Tokens, TokensAsCStrings),
        new("layers with a window", RuleScope.Model, WindowedLayers),
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

    /// <summary>Where an architecture has layers with a sliding window and the file gives its length, llama.cpp asserts that there is one.</summary>
    private static void WindowedLayers(GgufSubject subject)
    {
        var shape = subject.Shape;
        if (shape.SlidingWindow == 0 || ArchitectureCatalog.Find(shape.Architecture)?.Decoder is not { } decoder) return;
        bool HasWindow(int period) => decoder(shape with { SlidingWindowPeriod = period }).Layers.Any(layer => layer.Window > 0);
        if (!HasWindow(0)) return;   // the architecture has none anyway, and llama.cpp does not look

        string key = subject.Key(Keys.SlidingWindowPattern);
        if (!subject.Metadata.TryGetValue(key, out var pattern)) return;
        bool some = pattern.Type == GgufValueType.Array
            ? Enumerable.Range(0, Math.Min(pattern.Count, shape.LayerCount)).Any(layer => pattern.Text(layer) is not ("0" or "false"))
            : HasWindow(shape.SlidingWindowPeriod);
        if (!some) throw new GgufException($"{key} is {pattern}, which gives no layer the window of {shape.SlidingWindow}; layers with it were expected");
    }
}
