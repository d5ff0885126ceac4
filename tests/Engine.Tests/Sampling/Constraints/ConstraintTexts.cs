using System.Text;
using Engine.Sampling.Constraints;
using Engine.Tokenization;

namespace Engine.Tests.Sampling.Constraints;

/// <summary>What tests ask of constraints.</summary>
internal static class ConstraintTexts
{
    private static readonly TokenTrie s_bytes = TokenTrie.Create(new ByteTokenizer(), ByteTokenizer.FirstMore);

    /// <summary>Whether <paramref name="text"/> is a whole text under <paramref name="constraint"/>.</summary>
    public static bool Accepts(this Constraint constraint, string text) => constraint.Accepts(Encoding.UTF8.GetBytes(text));

    public static bool Accepts(this Constraint constraint, byte[] text)
    {
        var state = constraint.Begin(s_bytes);
        foreach (byte value in text)
        {
            if (!state.Allows(value)) return false;
            state.Accept(value);
        }
        return state.CanEnd;
    }

    /// <summary>A text of tokens drawn evenly from those allowed, and from <paramref name="length"/> tokens on from those on a shortest way to the end.</summary>
    public static string Write(ConstraintState state, Tokenizer tokenizer, Random random, int length)
    {
        var ids = new List<int>();
        while (true)
        {
            var mask = ids.Count < length ? state.Mask() : state.ShortestMask();
            int token = Draw(mask, random);
            Assert.True(token >= 0, $"no token is allowed after {tokenizer.Decode([.. ids])}");
            if (tokenizer.IsEndOfGeneration(token)) return tokenizer.Decode([.. ids]);
            state.Accept(token);
            ids.Add(token);
            if (state.IsComplete) return tokenizer.Decode([.. ids]);
            Assert.True(ids.Count < length + 5000, "the shortest way has no end");
        }
    }

    /// <summary>One of the tokens of <paramref name="mask"/>, each as likely as the others; -1 when there are none.</summary>
    public static int Draw(ReadOnlySpan<ulong> mask, Random random)
    {
        var tokens = Tokens(mask);
        return tokens.Count == 0 ? -1 : tokens[random.Next(tokens.Count)];
    }

    public static List<int> Tokens(ReadOnlySpan<ulong> mask)
    {
        var tokens = new List<int>();
        for (int i = 0; i < mask.Length; i++)
            for (ulong word = mask[i]; word != 0; word &= word - 1) tokens.Add(i * 64 + System.Numerics.BitOperations.TrailingZeroCount(word));
        return tokens;
    }
}
