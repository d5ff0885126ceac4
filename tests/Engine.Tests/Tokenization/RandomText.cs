using System.Text;

namespace Engine.Tests.Tokenization;

/// <summary>Texts that look like nothing anyone planned for.</summary>
internal static class RandomText
{
    private static readonly string[] s_fragments =
    [
        " ", "  ", "\n", "\r\n", "\t", "\u00A0", "\u3000", "\u2028", "'s", "'LL", "'re", "'", "!", "...", "$", "~", "`", "|", "<=>", "^", "-", "_", "/",
        "0", "42", "2024", "²", "Ⅷ", "٣", "१२", "a", "Hello", "ÄÖ", "ß", "é", "e\u0301", "İ", "ſ", "Σ", "Привет", "你好", "一", "龥", "カ", "한국", "ก็",
        "नमस्ते", "עִ", "\u200D", "\uFEFF", "\u0000", "\u0007", "。", "！", "„", "€", "🚀", "😶\u200D🌫️", "𐐀", "𞤀", "𝔸", "𠀀", "\uE000", "\U000F0000", "<s>", "</s>", "<|endoftext|>", "[MASK]",
    ];

    /// <summary>A text of <paramref name="count"/> fragments and random code points.</summary>
    public static string Text(Random random, int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            int kind = random.Next(10);
            if (kind < 7) text.Append(s_fragments[random.Next(s_fragments.Length)]);
            else if (kind < 9) text.Append(Rune.TryCreate(random.Next(0x3000), out var low) ? low.ToString() : "");
            else text.Append(Rune.TryCreate(random.Next(0x20000), out var any) ? any.ToString() : "");
        }
        return text.ToString();
    }

    /// <summary>Bytes that are mostly no UTF-8. Lead bytes above F3 are left out: llama.cpp throws through C on what they can encode.</summary>
    public static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) bytes[i] = random.Next(3) == 0 ? (byte)random.Next(0x20, 0x7F) : (byte)random.Next(0xF4);
        return bytes;
    }
}
