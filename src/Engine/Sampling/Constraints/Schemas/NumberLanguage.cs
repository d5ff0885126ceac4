using System.Numerics;
using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>A limit of numbers.</summary>
internal readonly record struct Bound(ExactNumber Value, bool IsExclusive);

/// <summary>What numbers must be, and the texts that are such numbers.</summary>
internal sealed record NumberLanguage
{
    private const int MaxStep = 10_000;
    private const int FractionDigits = 6;

    private static readonly byte[] s_alphabet = "-.0123456789"u8.ToArray();

    public bool IsInteger { get; init; }
    public Bound? Min { get; init; }
    public Bound? Max { get; init; }
    public IReadOnlyList<ExactNumber> Steps { get; init; } = [];
    public IReadOnlyList<ExactNumber> Excluded { get; init; } = [];

    public bool IsFree => Min is null && Max is null && Steps.Count == 0 && Excluded.Count == 0;

    public bool Contains(ExactNumber value) =>
        (!IsInteger || value.IsInteger)
        && (Min is not { } min || value.CompareTo(min.Value) is var low && (low > 0 || (low == 0 && !min.IsExclusive)))
        && (Max is not { } max || value.CompareTo(max.Value) is var high && (high < 0 || (high == 0 && !max.IsExclusive)))
        && Steps.All(value.IsMultipleOf)
        && Excluded.All(excluded => value.CompareTo(excluded) != 0);

    /// <summary>The numbers themselves where they are integers and at most <paramref name="limit"/>; else null.</summary>
    public List<ExactNumber>? Enumerate(int limit)
    {
        if (!IsInteger || Min is not { } min || Max is not { } max) return null;
        var low = BigInteger.Divide(min.Value.Mantissa, BigInteger.Pow(10, min.Value.Scale)) - 1;
        var high = BigInteger.Divide(max.Value.Mantissa, BigInteger.Pow(10, max.Value.Scale)) + 1;
        if (high - low > 100_000) return null;
        var values = new List<ExactNumber>();
        for (var value = low; value <= high; value++)
        {
            if (!Contains(new(value, 0))) continue;
            if (values.Count == limit) return null;
            values.Add(new(value, 0));
        }
        return values;
    }

    /// <summary>The texts.</summary>
    /// <exception cref="ConstraintException">A step is too fine.</exception>
    public Expression Texts()
    {
        if (IsFree) return IsInteger ? JsonTexts.Integer : JsonTexts.Number;
        var dfa = Dfa.Of(Shape());
        if (Min is { } min) dfa = dfa.Intersect(Comparison(min.Value, order => order > 0 || (order == 0 && !min.IsExclusive)));
        if (Max is { } max) dfa = dfa.Intersect(Comparison(max.Value, order => order < 0 || (order == 0 && !max.IsExclusive)));
        foreach (var step in Steps) dfa = dfa.Intersect(Multiples(step));
        foreach (var excluded in Excluded) dfa = dfa.Intersect(Comparison(excluded, order => order != 0));
        return new Expression.Language(dfa);
    }

    /// <summary>Numbers as they are written where there are conditions: without exponent, and negative ones not zero.</summary>
    private Expression Shape()
    {
        var values = Steps.Concat(Excluded).Append(Min?.Value ?? default).Append(Max?.Value ?? default).ToList();
        int whole = Math.Max(JsonTexts.MaxDigits, values.Max(value => value.Digits().Whole.Length)) - 1;
        var positive = Expression.Of(JsonTexts.NonZeroDigit, new Expression.Repeat(JsonTexts.Digit, 0, whole));
        if (IsInteger) return Expression.Any(Expression.Utf8("0"), Expression.Of(Expression.Optional(Expression.Utf8("-")), positive));
        int fraction = Math.Max(FractionDigits, values.Max(value => value.Scale) + 1);
        var digits = Expression.Optional(Expression.Of(Expression.Utf8("."), new Expression.Repeat(JsonTexts.Digit, 1, fraction)));
        var smallNonZero = Expression.Any([.. Enumerable.Range(0, fraction).Select(zeros => Expression.Of(
            Expression.Utf8("0." + new string('0', zeros)), JsonTexts.NonZeroDigit, new Expression.Repeat(JsonTexts.Digit, 0, fraction - zeros - 1)))]);
        return Expression.Any(
            Expression.Of(Expression.Utf8("0"), digits),
            Expression.Of(positive, digits),
            Expression.Of(Expression.Utf8("-"), Expression.Any(Expression.Of(positive, digits), smallNonZero)));
    }

    /// <summary>The numbers whose order to <paramref name="value"/>, below or equal or above as -1, 0 or 1, is wanted.</summary>
    private static Dfa Comparison(ExactNumber value, Func<int, bool> isWanted)
    {
        var (whole, fraction) = value.Digits();
        fraction = fraction.TrimEnd('0');
        bool isNegative = value.Mantissa.Sign < 0;

        // Digits read before the point (one more than the value has stands for all beyond), after it, and the order of what was read to what it stands beside.
        return Dfa.Of(s_alphabet, (IsNegative: false, HasSign: false, Whole: 0, Fraction: -1, Order: 0), state => state.Whole > 0 && isWanted(Final(state)), (state, digit) =>
        {
            if (digit == '-') return !state.HasSign && state.Whole == 0 ? state with { IsNegative = true, HasSign = true } : null;
            if (digit == '.') return state.Fraction < 0 && state.Whole > 0 ? state with { Fraction = 0, Order = Magnitude(state) } : null;
            if (digit is < (byte)'0' or > (byte)'9') return null;
            if (state.Fraction < 0)
            {
                int order = state.Order != 0 || state.Whole >= whole.Length ? state.Order : Math.Sign(digit - whole[state.Whole]);
                return state with { HasSign = true, Whole = Math.Min(state.Whole + 1, whole.Length + 1), Order = order };
            }
            if (state.Order != 0) return state;
            int beside = state.Fraction < fraction.Length ? fraction[state.Fraction] : '0';
            return state with { Fraction = Math.Min(state.Fraction + 1, fraction.Length), Order = Math.Sign(digit - beside) };
        });

        int Magnitude((bool IsNegative, bool HasSign, int Whole, int Fraction, int Order) state) =>
            state.Whole != whole.Length ? Math.Sign(state.Whole - whole.Length) : state.Order;

        int Final((bool IsNegative, bool HasSign, int Whole, int Fraction, int Order) state)
        {
            if (state.IsNegative != isNegative) return state.IsNegative ? -1 : 1;
            int order = state.Fraction < 0 ? Magnitude(state) : state.Order;
            if (order == 0 && Math.Max(state.Fraction, 0) < fraction.Length) order = -1;
            return isNegative ? -order : order;
        }
    }

    /// <summary>The multiples of <paramref name="step"/>: the remainder of what was read, in units of the step's last digit.</summary>
    private static Dfa Multiples(ExactNumber step)
    {
        var size = BigInteger.Abs(step.Mantissa);
        if (size > MaxStep)
            throw new ConstraintException($"multipleOf has {size} as its digits; at most {MaxStep} can be enforced", "");
        int modulus = (int)size;
        return Dfa.Of(s_alphabet, (Remainder: 0, Fraction: -1), state =>
        {
            int remainder = state.Remainder;
            for (int i = Math.Max(state.Fraction, 0); i < step.Scale; i++) remainder = (int)((long)remainder * 10 % modulus);
            return remainder == 0;
        }, (state, digit) =>
        {
            if (digit == '-') return state;
            if (digit == '.') return state.Fraction < 0 ? state with { Fraction = 0 } : null;
            if (digit is < (byte)'0' or > (byte)'9') return null;
            if (state.Fraction == step.Scale) return digit == '0' ? state : null;
            return ((state.Remainder * 10 + digit - '0') % modulus, state.Fraction < 0 ? -1 : state.Fraction + 1);
        });
    }

    /// <summary>The number of a JSON element; an exception names where it stands when it is out of all proportion.</summary>
    public static ExactNumber Of(JsonElement element, string place) =>
        ExactNumber.Parse(element.GetRawText()) ?? throw new ConstraintException($"{place} is {Quote.Short(element.GetRawText())}; a number of at most 400 digits was expected", place);
}
