using Engine.Sampling.Constraints;

namespace Engine.Generation.Speculative;

/// <summary>Looks the last tokens up in the text so far, and proposes what followed them there the last time.</summary>
/// <remarks>Source: Saxena 2023, "Prompt Lookup Decoding". Good where the answer repeats the prompt: extraction, editing, code.</remarks>
internal sealed class NgramDraft : IDraft
{
    // Longer matches first: they mislead less.
    private static readonly int[] s_lengths = [4, 3, 2];

    private readonly Dictionary<Key, int>[] _ends = [.. s_lengths.Select(_ => new Dictionary<Key, int>())];   // the position after the last occurrence
    private int _indexed;

    public void Propose(ReadOnlySpan<int> tokens, int count, ConstraintState? constraint, List<int> drafts)
    {
        // The last tokens themselves are not looked up, or they would find themselves.
        for (; _indexed < tokens.Length - 1; _indexed++)
            for (int i = 0; i < s_lengths.Length; i++)
                if (_indexed + 1 >= s_lengths[i]) _ends[i][Key.Of(tokens.Slice(_indexed + 1 - s_lengths[i], s_lengths[i]))] = _indexed + 1;
        for (int i = 0; i < s_lengths.Length; i++)
        {
            if (tokens.Length < s_lengths[i] || !_ends[i].TryGetValue(Key.Of(tokens[^s_lengths[i]..]), out int next)) continue;
            // What is proposed may itself go on in what is proposed: a text that repeats itself.
            for (int k = 0; k < count; k++) drafts.Add(next + k < tokens.Length ? tokens[next + k] : drafts[next + k - tokens.Length]);
            return;
        }
    }

    public void Dispose()
    {
        foreach (var ends in _ends) ends.Clear();
    }

    /// <summary>Two to four tokens.</summary>
    private readonly record struct Key(int A, int B, int C, int D)
    {
        public static Key Of(ReadOnlySpan<int> tokens) =>
            new(tokens[0], tokens[1], tokens.Length > 2 ? tokens[2] : -1, tokens.Length > 3 ? tokens[3] : -1);
    }
}
