namespace Engine.Sampling.Constraints;

/// <summary>What a rule of a <see cref="Grammar"/> stands for. Immutable.</summary>
internal abstract record Expression
{
    /// <summary>The empty text.</summary>
    public static Expression Empty { get; } = new Sequence([]);

    /// <summary>No text at all, not even the empty one.</summary>
    public static Expression Nothing { get; } = new Choice([]);

    /// <summary>These bytes.</summary>
    public sealed record Text(byte[] Bytes) : Expression;

    /// <summary>One character of the set, as UTF-8.</summary>
    public sealed record Character(CharacterSet Set) : Expression;

    /// <summary>One after the other.</summary>
    public sealed record Sequence(IReadOnlyList<Expression> Parts) : Expression;

    /// <summary>Any one of them.</summary>
    public sealed record Choice(IReadOnlyList<Expression> Alternatives) : Expression;

    /// <summary>The body at least <c>Min</c> and at most <c>Max</c> times in a row; <see cref="Unbounded"/> is no limit.</summary>
    public sealed record Repeat(Expression Body, int Min, int Max = Unbounded) : Expression;

    /// <summary>What the rule stands for.</summary>
    public sealed record Rule(int Id) : Expression;

    /// <summary>The texts of a deterministic automaton over bytes.</summary>
    public sealed record Language(Dfa Dfa) : Expression;

    /// <summary>One token of the vocabulary, whatever its bytes, or any but that one. Only a vocabulary knows which it is.</summary>
    public sealed record Token(TokenName Name, bool IsNegated) : Expression;

    /// <summary>Any text up to and with the trigger that comes first, and what follows that one. A trigger is a text or a token.</summary>
    /// <param name="Triggers">The triggers.</param>
    /// <param name="MayEnd">Whether the rule may also end before one comes.</param>
    /// <param name="IsFree">Whether tokens without bytes are allowed in it too.</param>
    public sealed record FreeUntil(IReadOnlyList<Trigger> Triggers, bool MayEnd = true, bool IsFree = true) : Expression;

    /// <summary>What ends a free text, and what comes after it: bytes, or a token where <paramref name="Token"/> names one.</summary>
    /// <param name="Text">The bytes.</param>
    /// <param name="Token">The token.</param>
    /// <param name="Then">What comes after it.</param>
    /// <param name="Again">Whether after that the free text begins again.</param>
    public sealed record Trigger(byte[] Text, TokenName? Token, Expression Then, bool Again = false);

    public const int Unbounded = int.MaxValue;

    public static Expression Utf8(string text) => new Text(System.Text.Encoding.UTF8.GetBytes(text));

    public static Expression Of(params IReadOnlyList<Expression> parts) => parts.Count == 1 ? parts[0] : new Sequence(parts);

    public static Expression Any(params IReadOnlyList<Expression> alternatives) => alternatives.Count == 1 ? alternatives[0] : new Choice(alternatives);

    public static Expression Optional(Expression body) => new Repeat(body, 0, 1);
}

/// <summary>A token as a grammar names it: by id, or by the text it is spelled with.</summary>
internal sealed record TokenName(int Id, string? Spelling = null)
{
    public override string ToString() => Spelling ?? $"<[{Id}]>";
}
