using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Engine.Chat.Jinja;

/// <summary>A value of the template language: Python's, as far as templates see them. Immutable but for <see cref="NamespaceValue"/>.</summary>
internal abstract class Value : IEquatable<Value>
{
    /// <summary>Python's name of the type, for messages.</summary>
    public abstract string TypeName { get; }

    public virtual bool IsTrue => true;

    /// <summary>Levels of containers, so that no walk over a value can exhaust the stack.</summary>
    public virtual int Depth => 0;

    /// <summary>
    /// What a walk over the value costs: its parts and, in units of <see cref="Budget.CharactersPerStep"/>, their characters. Lists may share parts,
    /// so a few lines of template could make one with more parts than atoms in the world; see <see cref="Nesting"/>.
    /// </summary>
    public virtual long Weight => 1;

    /// <summary>Python's <c>repr</c>.</summary>
    public virtual void Repr(TextBuilder to) => to.Append($"<{TypeName}>");

    /// <summary>Python's <c>str</c>.</summary>
    public virtual void Print(TextBuilder to) => Repr(to);

    public virtual Text ToText(Budget budget)
    {
        var text = new TextBuilder(budget);
        Print(text);
        return text.ToText();
    }

    /// <summary>The number of items where Python's <c>len</c> has an answer.</summary>
    public virtual int? Count => null;

    /// <summary>What a loop goes over; null when Python says "not iterable".</summary>
    public virtual IEnumerable<Value>? Items => null;

    public virtual bool Equals(Value? other) => ReferenceEquals(this, other);

    public sealed override bool Equals(object? obj) => Equals(obj as Value);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public static implicit operator Value(string chars) => new Text(chars);

    public static implicit operator Value(bool value) => BoolValue.Of(value);

    public static implicit operator Value(int value) => new IntValue(value);

    public static implicit operator Value(double value) => new FloatValue(value);
}

internal sealed class NoneValue : Value
{
    public static readonly NoneValue None = new();

    public override string TypeName => "NoneType";

    public override bool IsTrue => false;

    public override void Repr(TextBuilder to) => to.Append("None");
}

/// <summary>What has no value: prints as nothing, is false and empty; everything else with it raises <see cref="Reason"/>. Source: jinja2, <c>Undefined</c>.</summary>
internal sealed class UndefinedValue(string reason) : Value
{
    public string Reason => reason;

    public override string TypeName => "Undefined";

    public override bool IsTrue => false;

    public override int? Count => 0;

    public override IEnumerable<Value> Items => [];

    public override void Repr(TextBuilder to) => to.Append("Undefined");

    public override void Print(TextBuilder to) { }

    public override bool Equals(Value? other) => other is UndefinedValue;

    public override int GetHashCode() => 0;

    public ChatTemplateException Error() => new(reason);

    public static UndefinedValue Name(string name) => new($"'{name}' is undefined");

    public static UndefinedValue Member(Value target, Value key)
    {
        string type = target switch
        {
            NoneValue => "None",
            NamespaceValue or LoopValue or CyclerValue or JoinerValue => target.TypeName,
            _ => target.TypeName + " object",
        };
        if (key is Text name) return new($"'{type}' has no attribute {PythonFormat.Quote(name.Chars)}");
        // Whoever looked the key up has paid for a walk over it.
        var repr = new TextBuilder(new Budget(new Limits()));
        key.Repr(repr);
        return new($"{type} has no element {repr.ToText().Chars}");
    }
}

/// <summary>A number; <c>bool</c> counts as one.</summary>
internal abstract class NumberValue : Value
{
    public abstract double Float { get; }

    /// <summary>As Python prints it.</summary>
    public abstract string Digits { get; }

    /// <summary>The value when it is a whole number of type <c>int</c> or <c>bool</c>.</summary>
    public virtual BigInteger? Whole => null;

    public override bool IsTrue => Float != 0;

    public override bool Equals(Value? other) =>
        other is NumberValue number && (Whole is { } a && number.Whole is { } b ? a == b : Float == number.Float);

    // Equal numbers of either kind have the same; beyond the whole numbers a double holds one by one, large ones that differ little must not all have one.
    public override int GetHashCode() => Math.Abs(Float) < 1L << 53 || !double.IsFinite(Float) && Whole is null
        ? HashCode.Combine(BitConverter.DoubleToInt64Bits(Float + 0.0))
        : (Whole ?? new BigInteger(Float)).GetHashCode();

    public sealed override void Repr(TextBuilder to) => to.Append(Digits);
}

internal sealed class BoolValue : NumberValue
{
    private static readonly BoolValue s_true = new(true), s_false = new(false);

    private BoolValue(bool value) => IsTrue = value;

    public override string TypeName => "bool";

    public override bool IsTrue { get; }

    public override double Float => IsTrue ? 1 : 0;

    public override BigInteger? Whole => IsTrue ? 1 : 0;

    public static BoolValue Of(bool value) => value ? s_true : s_false;

    public override string Digits => IsTrue ? "True" : "False";
}

internal sealed class IntValue : NumberValue
{
    /// <summary>More than any template counts; arithmetic on larger ones costs time and memory.</summary>
    private const int MaxBits = 4096;

    private readonly BigInteger _value;

    public IntValue(BigInteger value)
    {
        if (value.GetBitLength() > MaxBits) throw new ChatTemplateException($"an integer has more than {MaxBits} bits");
        _value = value;
    }

    public override string TypeName => "int";

    public override bool IsTrue => !_value.IsZero;

    public override double Float => (double)_value;

    public override BigInteger? Whole => _value;

    public override string Digits => _value.ToString(CultureInfo.InvariantCulture);
}

internal sealed class FloatValue(double value) : NumberValue
{
    public override string TypeName => "float";

    public override double Float => value;

    public override string Digits => PythonFormat.Float(value);
}

/// <summary>How deep and how large a container is, known when it is made, so that every walk over it is bounded.</summary>
internal readonly record struct Nesting(int Depth, long Weight)
{
    private const int MaxDepth = 100;
    private const long MaxWeight = 1L << 60;

    public Nesting Add(Value item)
    {
        if (item.Depth >= MaxDepth) throw new ChatTemplateException($"a value is nested deeper than {MaxDepth} levels");
        return new(Math.Max(Depth, item.Depth + 1), Math.Min(Weight + item.Weight, MaxWeight));
    }
}

/// <summary>What kind of Python sequence a <see cref="ListValue"/> stands for; they differ in how they print and what they allow.</summary>
internal enum SequenceKind { List, Tuple, Generator, Keys, Values, Items }

internal sealed class ListValue : Value
{
    private static readonly string[] s_typeNames = ["list", "tuple", "generator", "dict_keys", "dict_values", "dict_items"];

    private readonly Value[] _items;
    private readonly Nesting _nesting = new(1, 1);

    public ListValue(Value[] items, SequenceKind kind = SequenceKind.List)
    {
        (_items, Kind) = (items, kind);
        foreach (var item in items) _nesting = _nesting.Add(item);
    }

    public SequenceKind Kind { get; }

    /// <summary>Names of the items, where Python has a named tuple.</summary>
    public string[] FieldNames { get; init; } = [];

    public ReadOnlySpan<Value> Span => _items;

    public override int Depth => _nesting.Depth;

    public override long Weight => _nesting.Weight;

    public override string TypeName => s_typeNames[(int)Kind];

    /// <summary>Whether Python lets one index it.</summary>
    public bool IsIndexable => Kind is SequenceKind.List or SequenceKind.Tuple;

    public override bool IsTrue => Kind == SequenceKind.Generator || _items.Length > 0;

    public override int? Count => Kind == SequenceKind.Generator ? null : _items.Length;

    public override IEnumerable<Value> Items => _items;

    public override void Repr(TextBuilder to)
    {
        var (open, close) = Kind switch
        {
            SequenceKind.List => ("[", "]"),
            SequenceKind.Tuple => ("(", _items.Length == 1 ? ",)" : ")"),
            SequenceKind.Generator => ("<generator object of ", ">"),
            _ => (TypeName + "([", "])"),
        };
        to.Append(open);
        for (int i = 0; i < _items.Length; i++)
        {
            if (i > 0) to.Append(", ");
            _items[i].Repr(to);
        }
        to.Append(close);
    }

    public override bool Equals(Value? other) =>
        ReferenceEquals(this, other) || other is ListValue list && list.Kind == Kind && IsIndexable && _items.AsSpan().SequenceEqual(list._items);

    public override int GetHashCode()
    {
        if (Kind != SequenceKind.Tuple) throw new ChatTemplateException($"unhashable type: '{TypeName}'");
        var hash = new HashCode();
        foreach (var item in _items) hash.Add(item);
        return hash.ToHashCode();
    }
}

/// <summary>What <c>range()</c> gives: numbers that are made when they are asked for.</summary>
internal sealed class RangeValue(long start, long step, int length) : Value
{
    /// <summary>How many numbers.</summary>
    public int Length => length;

    public override string TypeName => "range";

    public override bool IsTrue => length > 0;

    public override int? Count => length;

    public override long Weight => 1 + (long)length;

    public override IEnumerable<Value> Items => Enumerable.Range(0, length).Select(At);

    public Value At(int index) => new IntValue(start + index * step);

    /// <summary>Every <paramref name="by"/>th of them from an index on.</summary>
    public RangeValue Slice(long from, long by, int count) => new(start + from * step, step * by, count);

    public override void Repr(TextBuilder to) => to.Append(string.Create(CultureInfo.InvariantCulture, $"range({start}, {start + length * step}{(step == 1 ? "" : $", {step}")})"));

    public override bool Equals(Value? other) => other is RangeValue range && range.Length == length && range.Items.SequenceEqual(Items);
}

internal sealed class DictValue : Value
{
    private readonly OrderedDictionary<Value, Value> _entries = [];
    private readonly Nesting _nesting = new(1, 1);

    public DictValue(IEnumerable<KeyValuePair<Value, Value>> entries)
    {
        foreach (var (key, value) in entries)
        {
            _entries[key] = value;
            _nesting = _nesting.Add(key).Add(value);
        }
    }

    public override int Depth => _nesting.Depth;

    public override long Weight => _nesting.Weight;

    public override string TypeName => "dict";

    public override bool IsTrue => _entries.Count > 0;

    public override int? Count => _entries.Count;

    public override IEnumerable<Value> Items => _entries.Keys;

    public IReadOnlyDictionary<Value, Value> Entries => _entries;

    public bool TryGet(Value key, [MaybeNullWhen(false)] out Value value) => _entries.TryGetValue(key, out value);

    public ListValue View(Budget budget, SequenceKind kind)
    {
        budget.HoldObjects(kind == SequenceKind.Items ? 3L * _entries.Count : _entries.Count);
        return new(
            [.. _entries.Select(entry => kind switch
            {
                SequenceKind.Keys => entry.Key,
                SequenceKind.Values => entry.Value,
                _ => new ListValue([entry.Key, entry.Value], SequenceKind.Tuple),
            })],
            kind);
    }

    public override void Repr(TextBuilder to)
    {
        to.Append('{');
        string separator = "";
        foreach (var (key, value) in _entries)
        {
            to.Append(separator);
            key.Repr(to);
            to.Append(": ");
            value.Repr(to);
            separator = ", ";
        }
        to.Append('}');
    }

    public override bool Equals(Value? other) =>
        other is DictValue dict && dict._entries.Count == _entries.Count
        && _entries.All(entry => dict._entries.TryGetValue(entry.Key, out var value) && value.Equals(entry.Value));

    public override int GetHashCode() => throw new ChatTemplateException("unhashable type: 'dict'");
}

/// <summary>What <c>namespace()</c> makes: the one thing a template can change from inside a loop.</summary>
internal sealed class NamespaceValue : Value
{
    public Dictionary<string, Value> Attributes { get; } = [];

    public override string TypeName => "jinja2.utils.Namespace object";
}
