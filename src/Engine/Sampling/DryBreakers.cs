using System.Text;
using Engine.Tokenization;

namespace Engine.Sampling;

/// <summary>
/// Sequence breakers as tokens: a token breaks alone when its text holds a breaker, or begins one when a breaker begins at its end; then
/// the tokens of the rest must follow.
/// </summary>
internal sealed class DryBreakers
{
    private const int MaxBytes = 40, MaxTail = 20;

    private readonly Dictionary<int, int[][]> _tails;   // by the first token

    private DryBreakers(Dictionary<int, int[][]> tails) => _tails = tails;

    /// <summary>The tokens of <paramref name="breakers"/>.</summary>
    /// <exception cref="ArgumentException">There are breakers but no tokenizer, or one is too long.</exception>
    public static DryBreakers Find(IReadOnlyList<string> breakers, Tokenizer? tokenizer)
    {
        if (breakers.Count == 0) return new([]);
        if (tokenizer is null) throw new ArgumentException("DRY has sequence breakers, which need a tokenizer; give one, or no breakers", nameof(tokenizer));
        var found = new Dictionary<int, List<int[]>>();
        byte[][] texts = [.. breakers.Select(Encoding.UTF8.GetBytes)];
        if (Array.Find(texts, text => text.Length > MaxBytes) is { } tooLong)
            throw new ArgumentException($"a sequence breaker of DRY has {tooLong.Length} bytes; at most {MaxBytes} were expected", nameof(breakers));
        for (int id = 0; id < tokenizer.VocabSize; id++)
        {
            var token = Text(id, tokenizer);
            foreach (byte[] text in texts) Add(id, token, text, tokenizer, found);
        }
        return new(found.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray()));
    }

    /// <summary>Whether <paramref name="token"/> alone breaks a sequence.</summary>
    public bool IsBreaker(int token) => _tails.TryGetValue(token, out int[][]? tails) && Array.Exists(tails, tail => tail.Length == 0);

    /// <summary>How many tokens at the end of <paramref name="text"/> come after its last breaker; all when it has none.</summary>
    public int UnbrokenLength(ReadOnlySpan<int> text)
    {
        if (_tails.Count == 0) return text.Length;
        for (int after = 0; after < text.Length; after++)
        {
            if (!_tails.TryGetValue(text[^(after + 1)], out int[][]? tails)) continue;
            int longest = -1;
            var following = text[(text.Length - after)..];
            foreach (int[] tail in tails)
                if (tail.Length > longest && following.StartsWith(tail)) longest = tail.Length;
            if (longest >= 0) return after - longest;
        }
        return text.Length;
    }

    private static void Add(int id, ReadOnlySpan<byte> token, byte[] breaker, Tokenizer tokenizer, Dictionary<int, List<int[]>> found)
    {
        if (token.IndexOf(breaker) >= 0)
        {
            AddTail(id, [], found);
            return;
        }
        // Where the token's end is a beginning of the breaker, the rest of the breaker must follow.
        for (int start = Math.Max(0, token.Length - breaker.Length + 1); start < token.Length; start++)
        {
            if (!breaker.AsSpan().StartsWith(token[start..])) continue;
            int[] tail = tokenizer.Encode(breaker.AsSpan(token.Length - start), addSpecial: false);
            AddTail(id, tail.Length > MaxTail ? tail[..MaxTail] : tail, found);
        }
    }

    private static void AddTail(int id, int[] tail, Dictionary<int, List<int[]>> found)
    {
        if (!found.TryGetValue(id, out var tails)) found[id] = tails = [];
        if (!tails.Exists(other => other.AsSpan().SequenceEqual(tail))) tails.Add(tail);
    }

    /// <summary>What a token stands for; a control token is spelled out.</summary>
    private static ReadOnlySpan<byte> Text(int id, Tokenizer tokenizer) =>
        tokenizer.IsControl(id) ? Encoding.UTF8.GetBytes(tokenizer.Piece(id)) : tokenizer.Bytes(id);
}
