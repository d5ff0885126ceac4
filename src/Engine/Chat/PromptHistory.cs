using Engine.Tokenization;

namespace Engine;

/// <summary>
/// The prompts of a conversation and what was generated after them, as token ids. Where a later prompt begins with the text of both, it begins with their ids, and
/// is not encoded again: text can be spelled with different tokens, and those that were generated are the ones the cache holds.
/// </summary>
internal sealed class PromptHistory
{
    private readonly List<Entry> _entries = [];   // each longer than the one before

    /// <param name="Prompt">The prompt.</param>
    /// <param name="Generated">The text generated after it, the mark that ended it included.</param>
    /// <param name="Ids">The ids of both.</param>
    /// <param name="LastMark">The control token it ends with; -1 where it ends with text.</param>
    private sealed record Entry(ChatPrompt Prompt, string Generated, int[] Ids, int LastMark);

    /// <summary>The ids of <paramref name="prompt"/>.</summary>
    public int[] Encode(ChatPrompt prompt, Tokenizer tokenizer)
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            var entry = _entries[i];
            if (prompt.TryEncodeAfter(entry.Prompt, entry.Generated, entry.LastMark, tokenizer) is not { } rest) continue;
            _entries.RemoveRange(i + 1, _entries.Count - i - 1);
            return [.. entry.Ids, .. rest];
        }
        _entries.Clear();
        return prompt.Encode(tokenizer);
    }

    /// <summary>Takes note of what was generated.</summary>
    /// <param name="prompt">After which prompt.</param>
    /// <param name="completion">What.</param>
    /// <param name="isSpelled">Whether its text has the control tokens, but for the one that ended it.</param>
    /// <param name="tokenizer">The model's.</param>
    public void Add(ChatPrompt prompt, Completion completion, bool isSpelled, Tokenizer tokenizer)
    {
        // A stop sequence is not in the text, and its tokens are in the ids; what a tokenizer adds at the end would stand in the middle.
        if (completion.FinishReason == FinishReason.StopSequence || completion.Ids.Count == 0 || tokenizer.Special.AddEos) return;
        int last = completion.Ids[^1];
        bool ends = completion.FinishReason == FinishReason.Stop && tokenizer.IsEndOfGeneration(last);
        if (!isSpelled && completion.Ids.Take(completion.Ids.Count - (ends ? 1 : 0)).Any(tokenizer.IsControl)) return;
        _entries.Add(new Entry(prompt, completion.Text + (ends ? tokenizer.Piece(last) : ""), [.. completion.PromptIds, .. completion.Ids], tokenizer.IsControl(last) ? last : -1));
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _entries.Clear();
}
