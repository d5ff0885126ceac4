using Engine.Tokenization;

namespace Engine.Sampling;

/// <summary>The sequence breakers that a model's requests asked for lately: to find them takes a look at every token of the vocabulary. Thread-safe.</summary>
internal sealed class DryBreakersCache
{
    private const int Capacity = 8;

    private readonly Lock _lock = new();
    private readonly List<(IReadOnlyList<string> Texts, DryBreakers Breakers)> _known = [];   // the oldest first

    /// <summary>The tokens of <paramref name="breakers"/>.</summary>
    /// <exception cref="ArgumentException">There are breakers but no tokenizer, or one is too long.</exception>
    public DryBreakers Of(IReadOnlyList<string> breakers, Tokenizer? tokenizer)
    {
        lock (_lock)
        {
            int at = _known.FindIndex(known => known.Texts.SequenceEqual(breakers));
            if (at >= 0) return _known[at].Breakers;
            var found = DryBreakers.Find(breakers, tokenizer);
            if (_known.Count == Capacity) _known.RemoveAt(0);
            _known.Add(([.. breakers], found));
            return found;
        }
    }
}
