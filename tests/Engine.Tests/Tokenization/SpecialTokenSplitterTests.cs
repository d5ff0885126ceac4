using System.Text;
using Engine.Tokenization;

namespace Engine.Tests.Tokenization;

public sealed class SpecialTokenSplitterTests
{
    private const int Normal = 1, Control = 3, UserDefined = 4;

    /// <summary>The rule as it reads: token after token, the longest first, each over what is left of the text.</summary>
    [Fact]
    public void Split_RandomTextsAndTokens_IsTheLongestFirstOverWhatIsLeft()
    {
        var random = new Random(31);
        for (int round = 0; round < 100; round++)
        {
            string[] marks = [.. Enumerable.Range(0, 8).Select(_ => Letters(random, 1 + random.Next(4))).Distinct()];
            int[] types = [.. marks.Select(_ => random.Next(2) == 0 ? Control : UserDefined)];
            using var file = new TemporaryVocabulary(TemporaryVocabulary.Header("llama")
                .SetArray("tokenizer.ggml.tokens", (string[])["<unk>", .. marks, "zz"])
                .SetArray<int>("tokenizer.ggml.token_type", [2, .. types, Normal])
                .SetArray<float>("tokenizer.ggml.scores", new float[marks.Length + 2]));
            var splitter = new SpecialTokenSplitter(Vocabulary.Read(file.File.Metadata, VocabularyDefaults.SentencePiece));
            for (int i = 0; i < 20; i++)
            {
                string text = Letters(random, 40);
                foreach (bool parseSpecial in new[] { false, true })
                    Assert.Equal(
                        (text, string.Join(' ', Plainly(text, marks, types, parseSpecial))),
                        (text, string.Join(' ', splitter.Split(Encoding.UTF8.GetBytes(text), parseSpecial).Select(part => (part.Start, part.Length, part.Token)))));
            }
        }
    }

    [Fact]
    public void Split_ThousandsOfTokensAndQuotes_FindsThemAll()
    {
        const int tokens = 6000, quotes = 20_000;
        using var file = new TemporaryVocabulary(TemporaryVocabulary.Header("llama")
            .SetArray("tokenizer.ggml.tokens", (string[])["<unk>", .. Enumerable.Range(0, tokens).Select(id => $"<unused{id}>")])
            .SetArray<int>("tokenizer.ggml.token_type", [2, .. Enumerable.Repeat(Control, tokens)])
            .SetArray<float>("tokenizer.ggml.scores", new float[tokens + 1]));
        var splitter = new SpecialTokenSplitter(Vocabulary.Read(file.File.Metadata, VocabularyDefaults.SentencePiece));
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, quotes).Select(i => $"a<unused{i % tokens}>")));
        var parts = splitter.Split(text, parseSpecial: true);
        Assert.Equal(Enumerable.Range(0, quotes).Select(i => 1 + i % tokens), parts.Where(part => !part.IsText).Select(part => part.Token));
    }

    private static List<(int, int, int)> Plainly(string text, string[] marks, int[] types, bool parseSpecial)
    {
        var parts = new List<(int Start, int Length, int Token)> { (0, text.Length, -1) };
        foreach (int mark in Enumerable.Range(0, marks.Length).OrderByDescending(mark => marks[mark].Length).ThenBy(mark => mark))
        {
            if (!parseSpecial && types[mark] == Control) continue;
            var next = new List<(int, int, int)>();
            foreach (var (start, length, token) in parts)
            {
                int from = start, end = start + length;
                while (token < 0 && text[from..end].IndexOf(marks[mark], StringComparison.Ordinal) is >= 0 and var at)
                {
                    if (at > 0) next.Add((from, at, -1));
                    next.Add((from + at, marks[mark].Length, mark + 1));
                    from += at + marks[mark].Length;
                }
                if (end > from) next.Add((from, end - from, token));
            }
            parts = next;
        }
        return parts;
    }

    private static string Letters(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "abc"[random.Next(3)]));
}
