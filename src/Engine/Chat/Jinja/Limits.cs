using System.Runtime.CompilerServices;

namespace Engine.Chat.Jinja;

/// <summary>
/// What one rendering may cost. A template comes with a model file, so from a stranger: without limits, three nested loops or a few doublings
/// of a string would take the process down.
/// </summary>
/// <param name="Steps">Nodes evaluated, items made and, in units of 32, characters looked at.</param>
/// <param name="Characters">Characters made in all, kept or not: the bound on memory.</param>
/// <param name="Depth">Nested evaluations: expressions in statements in macros.</param>
internal sealed record Limits(long Steps = 10_000_000, long Characters = 64 << 20, int Depth = 1000);

/// <summary>Counts down <see cref="Limits"/> while a template renders.</summary>
internal sealed class Budget(Limits limits)
{
    public const int CharactersPerStep = 32;

    private long _steps = limits.Steps;
    private long _characters = limits.Characters;
    private int _depth;

    public void Step(long count = 1)
    {
        if ((_steps -= count) < 0) throw new ChatTemplateException($"rendering takes more than {limits.Steps} steps");
    }

    /// <summary>Pays for a walk over all of <paramref name="value"/>.</summary>
    public void Walk(Value value) => Step(value.Weight);

    /// <summary>Pays for a look at the characters or items of <paramref name="value"/>, not at what is in them.</summary>
    public void Read(Value value) => Step(value is Text ? value.Weight : value.Count ?? 1);

    /// <summary>Pays for the search of <paramref name="part"/>, which in the worst case compares it at every place; returns it.</summary>
    public Text Search(Text text, Text part)
    {
        Step((long)text.Weight * part.Weight);
        return part;
    }

    /// <summary>Pays for a value that did not exist before.</summary>
    public T Make<T>(T value) where T : Value
    {
        Step(value.Weight);
        if (value is Text text) Spend(text.Chars.Length);
        else if (value is ListValue list)
        {
            foreach (var item in list.Span)
                if (item is Text part) Spend(part.Chars.Length);
        }
        return value;
    }

    /// <summary>Pays for characters printed.</summary>
    public void Spend(int characters)
    {
        Step(characters / CharactersPerStep);
        if ((_characters -= characters) < 0) throw new ChatTemplateException($"rendering makes more than {limits.Characters} characters");
    }

    public void Enter()
    {
        if (++_depth > limits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ChatTemplateException($"nested deeper than {limits.Depth} evaluations");
    }

    public void Leave() => _depth--;
}
