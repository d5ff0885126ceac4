using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Engine.Sampling.Constraints;

namespace Engine;

/// <summary>
/// What a generated text must be: JSON of a schema, a text of a grammar, a match of a regular expression, one of some texts. Tokens that lead elsewhere
/// are not sampled, so the text always holds to it as far as it goes, and ends only where it may.
/// </summary>
/// <remarks>
/// Immutable; any number of requests and models may share one, and what they find out about it, so keep it rather than making it anew. It is
/// compiled to a pushdown automaton over bytes when it is made.
/// </remarks>
public sealed class Constraint
{
    private readonly Grammar _grammar;
    private readonly Automaton _automaton;
    private readonly Lazy<Automaton> _afterSpace;
    private readonly ConditionalWeakTable<TokenTrie, TokenMasks> _masks = [];
    private readonly ConditionalWeakTable<TokenTrie, TokenMasks> _masksAfterSpace = [];

    private Constraint(string description, Grammar grammar)
    {
        (Description, _grammar) = (description, grammar);
        _automaton = AutomatonBuilder.Build(grammar);
        _afterSpace = new Lazy<Automaton>(BuildAfterSpace);
    }

    /// <summary>What it is, for messages and logs.</summary>
    public string Description { get; }

    /// <summary>Any JSON value, without space around it.</summary>
    public static Constraint Json() => new("any JSON", new JsonTexts(new Grammar()).AnyDocument());

    /// <summary>JSON that a schema (draft 2020-12) accepts. Objects have their properties in the order of the schema; see docs/constraints.md for what is enforced.</summary>
    /// <exception cref="ConstraintException">It is no schema, or has what cannot be enforced; <see cref="ConstraintException.Place"/> is a JSON pointer.</exception>
    public static Constraint JsonSchema(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new("JSON of a schema", SchemaCompiler.Compile(schema));
    }

    /// <summary>JSON that deserializes to <typeparamref name="T"/>, with all its properties, as System.Text.Json's schema exporter describes it.</summary>
    /// <exception cref="ConstraintException">The type has what cannot be enforced.</exception>
    [RequiresUnreferencedCode("The properties of T are found by reflection; give a JsonTypeInfo<T> where code is trimmed.")]
    [RequiresDynamicCode("The properties of T are found by reflection; give a JsonTypeInfo<T> where code is compiled ahead.")]
    public static Constraint Json<T>() => new($"JSON of {typeof(T).Name}", SchemaCompiler.Compile(TypeSchema.Of<T>()));

    /// <summary>JSON that deserializes to <typeparamref name="T"/>, with all its properties, as <paramref name="type"/> describes it.</summary>
    /// <exception cref="ConstraintException">The type has what cannot be enforced.</exception>
    public static Constraint Json<T>(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new($"JSON of {typeof(T).Name}", SchemaCompiler.Compile(TypeSchema.Of(type)));
    }

    /// <summary>A text of a grammar in GBNF, llama.cpp's dialect.</summary>
    /// <exception cref="ConstraintException">It is malformed or left-recursive; <see cref="ConstraintException.Place"/> is a line and column, or a rule.</exception>
    public static Constraint Grammar(string gbnf)
    {
        ArgumentNullException.ThrowIfNull(gbnf);
        return new("a grammar", GbnfParser.Parse(gbnf));
    }

    /// <summary>A text that a regular expression matches from beginning to end.</summary>
    /// <exception cref="ConstraintException">It is malformed or no regular language, as with back-references; <see cref="ConstraintException.Place"/> is a position.</exception>
    public static Constraint Regex(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new("a regular expression", new Grammar { Root = PatternParser.Parse(pattern).Whole() });
    }

    /// <summary>One of some texts.</summary>
    /// <exception cref="ConstraintException">There are none, or one is empty.</exception>
    public static Constraint Choice(params IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0) throw new ConstraintException("there are no choices; at least one was expected", "");
        int empty = texts.ToList().FindIndex(string.IsNullOrEmpty);
        if (empty >= 0) throw new ConstraintException($"choice {empty + 1} of {texts.Count} is empty; a text was expected", $"choice {empty + 1}");
        return new("a choice", new Grammar { Root = Expression.Any([.. texts.Select(Expression.Utf8)]) });
    }

    /// <summary>The same, but only once <paramref name="trigger"/> has been generated; until then any text may come, and the end.</summary>
    /// <exception cref="ConstraintException">The trigger is empty.</exception>
    public Constraint After(string trigger)
    {
        if (string.IsNullOrEmpty(trigger)) throw new ConstraintException("the trigger is empty; a text was expected", "");
        return After(new Expression.Trigger(Encoding.UTF8.GetBytes(trigger), null, Expression.Empty), $"{Description} after {Quote.Short(trigger)}");
    }

    /// <summary>The same, but only once the token spelled <paramref name="token"/> (as "&lt;tool_call&gt;") has been generated; until then any text may come, and the end.</summary>
    /// <exception cref="ConstraintException">The token is empty. That the vocabulary has not such a token shows when generation begins.</exception>
    public Constraint AfterToken(string token)
    {
        if (string.IsNullOrEmpty(token)) throw new ConstraintException("the trigger is empty; a token was expected", "");
        return After(new Expression.Trigger([], new TokenName(-1, token), Expression.Empty), $"{Description} after the token {Quote.Short(token)}");
    }

    /// <inheritdoc/>
    public override string ToString() => Description;

    /// <summary>What it is made of; to be read only.</summary>
    internal Grammar Rules => _grammar;

    /// <summary>A text of <paramref name="grammar"/>.</summary>
    /// <exception cref="ConstraintException">It is too large, or no text follows it.</exception>
    internal static Constraint Of(string description, Grammar grammar) => new(description, grammar);

    /// <summary>The constraint at the beginning of a text in a vocabulary.</summary>
    /// <param name="trie">The vocabulary.</param>
    /// <param name="dropsSpace">Whether a space at the beginning of the first token is not part of the text, as with an encoder-decoder.</param>
    /// <exception cref="ConstraintException">The grammar names a token that the vocabulary has not.</exception>
    internal ConstraintState Begin(TokenTrie trie, bool dropsSpace = false)
    {
        var masks = dropsSpace
            ? _masksAfterSpace.GetValue(trie, vocabulary => new TokenMasks(_afterSpace.Value, vocabulary))
            : _masks.GetValue(trie, vocabulary => new TokenMasks(_automaton, vocabulary));
        return new ConstraintState(masks, _grammar.HasOpenNames);
    }

    private Constraint After(Expression.Trigger trigger, string description) =>
        new(description, _grammar.With(Expression.Of(new Expression.FreeUntil([trigger]), _grammar.Root)));

    /// <summary>For texts whose first space is dropped: one may come before the text, and must where the text itself could begin with one.</summary>
    private Automaton BuildAfterSpace()
    {
        var reader = new StackReader(_automaton);
        var withSpace = Expression.Of(Expression.Utf8(" "), _grammar.Root);
        bool canBeginWithSpace = !reader.Step(reader.Start, (byte)' ').IsDead;
        return AutomatonBuilder.Build(_grammar.With(canBeginWithSpace ? withSpace : Expression.Any(withSpace, _grammar.Root)));
    }
}
