using System.Runtime.CompilerServices;

namespace Engine.Chat.Jinja;

/// <summary>
/// What one rendering may cost. A template comes with a model file, so from a stranger: without limits, three nested loops or a few doublings
/// of a string would take the process down.
/// </summary>
/// <param name="Steps">Nodes evaluated, items made and, in units of <see cref="Budget.CharactersPerStep"/>, characters looked at or made.</param>
/// <param name="Bytes">Memory asked for in all, kept or not: the bound on what is held at once.</param>
/// <param name="TextLength">Characters of one text.</param>
/// <param name="Depth">Nested evaluations: expressions in statements in macros.</param>
internal sealed record Limits(long Steps = 10_000_000, long Bytes = 128L << 20, int TextLength = 16 << 20, int Depth = 1000)
{
    /// <summary>Characters of a template; those of well-known models have up to 17,000. With every one of them a token, reading it takes less than rendering may.</summary>
    public const int TemplateLength = 1 << 19;

    private const int StepsPerPart = 50, StepsPerPair = 8, BytesPerPart = 256, TextLengthPerPart = 4 * Budget.CharactersPerStep;

    /// <summary>
    /// The limits for a conversation of <paramref name="parts"/> parts (<see cref="Value.Weight"/>) and <paramref name="messages"/> messages: an honest
    /// template's work grows with them, and with the square of the messages where it looks back or ahead from each.
    /// </summary>
    public Limits For(long parts, int messages) => this with
    {
        Steps = Steps + StepsPerPart * parts + StepsPerPair * (long)messages * messages,
        Bytes = Bytes + BytesPerPart * parts,
        TextLength = (int)Math.Min(Math.Max(TextLength, TextLengthPerPart * parts), int.MaxValue / 2),
    };
}

/// <summary>Counts down <see cref="Limits"/> while a template renders. Whoever does work pays for it, before or while doing it.</summary>
internal sealed class Budget(Limits limits, CancellationToken cancellationToken = default)
{
    public const int CharactersPerStep = 8;

    /// <summary>What an object costs beside its contents.</summary>
    public const int ObjectBytes = 64;

    private const int StepsBetweenLooks = 10_000;
    private const int BytesPerCharacter = 2 * sizeof(char);   // in the builder and in the string

    private long _steps = limits.Steps;
    private long _nextLook = limits.Steps;
    private long _bytes = limits.Bytes;
    private int _characters;
    private int _depth;

    /// <summary>Characters that one text may have.</summary>
    public int TextLength => limits.TextLength;

    public void Step(long count = 1)
    {
        if ((_steps -= count) < 0) throw new ChatTemplateException($"rendering takes more than {limits.Steps} steps");
        if (_steps > _nextLook) return;
        _nextLook = _steps - StepsBetweenLooks;
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Pays for memory.</summary>
    public void Hold(long bytes)
    {
        if ((_bytes -= bytes) < 0) throw new ChatTemplateException($"rendering asks for more than {limits.Bytes} bytes of memory");
    }

    /// <summary>Pays for <paramref name="count"/> objects and the list they are in.</summary>
    public void HoldObjects(long count)
    {
        Step(count);
        Hold(count * (ObjectBytes + sizeof(long)));
    }

    /// <summary>Pays for a walk over all of <paramref name="value"/>, and all that is in it.</summary>
    public void Walk(Value value) => Step(value.Weight);

    /// <summary>Pays for a comparison for equality, which ends where the smaller value does.</summary>
    public void Compare(Value left, Value right) => Step(Math.Min(left.Weight, right.Weight));

    /// <summary>Pays for a look at the characters of <paramref name="value"/> where it is text.</summary>
    public void Read(Value value)
    {
        if (value is Text) Step(value.Weight);
    }

    /// <summary>Pays for the search of <paramref name="part"/>, which in the worst case compares it at every place; returns it.</summary>
    public Text Search(Text text, Text part)
    {
        Step(text.Weight * part.Weight);
        return part;
    }

    /// <summary>The items of <paramref name="value"/>, paid for as they are taken.</summary>
    public IEnumerable<Value> Iterate(Value value)
    {
        if (value is Text text) return Characters(text);
        var items = value.Items ?? throw new ChatTemplateException($"'{value.TypeName}' object is not iterable");
        if (value is RangeValue range) HoldObjects(range.Length);
        else Step(value is ListValue list ? list.Span.Length : value.Count ?? 0);
        return items;
    }

    /// <summary>Pays for a value that did not exist before.</summary>
    public T Make<T>(T value) where T : Value
    {
        Step();
        if (value is Text text) Hold(ObjectBytes + sizeof(char) * (long)text.Chars.Length + sizeof(long) * text.Foreign.Length);
        else if (value is ListValue list)
        {
            Step(list.Span.Length);
            Hold(ObjectBytes + sizeof(long) * (long)list.Span.Length);
        }
        else Hold(ObjectBytes);
        return value;
    }

    /// <summary>Pays for characters written.</summary>
    public void Spend(int characters)
    {
        _characters += characters;
        if (_characters >= CharactersPerStep)
        {
            Step(_characters / CharactersPerStep);
            _characters %= CharactersPerStep;
        }
        Hold(BytesPerCharacter * (long)characters);
    }

    public void Enter()
    {
        if (++_depth > limits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ChatTemplateException($"nested deeper than {limits.Depth} evaluations");
    }

    public void Leave() => _depth--;

    private IEnumerable<Value> Characters(Text text)
    {
        foreach (var character in text.CodePoints())
        {
            HoldObjects(2);
            yield return character;
        }
    }
}
