namespace Engine.Sampling.Constraints;

/// <summary>Foreign text in messages: in quotation marks, shortened, without control characters.</summary>
internal static class Quote
{
    private const int MaxLength = 40;

    public static string Short(string text)
    {
        string plain = string.Concat(text.Take(MaxLength).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
        return text.Length > MaxLength ? $"'{plain}...'" : $"'{plain}'";
    }

    public static string Short(int codePoint) => codePoint is >= 0x21 and < 0x7F ? $"'{(char)codePoint}'" : $"U+{codePoint:X4}";
}
