using System.Text;
using System.Text.Json;

namespace Engine.Cli;

/// <summary>Text from files and standard input: UTF-8, or whatever its byte order mark says, which is not part of the text.</summary>
internal static class InputText
{
    /// <summary>The encodings a mark announces; UTF-32's begins like UTF-16's and so comes first.</summary>
    private static readonly Encoding[] s_marked =
        [new UTF32Encoding(bigEndian: false, byteOrderMark: true), new UTF32Encoding(bigEndian: true, byteOrderMark: true), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    /// <summary>The text of <paramref name="bytes"/> as UTF-8, without a mark. Without one before it, the bytes as they are.</summary>
    /// <param name="bytes">What was read.</param>
    /// <param name="source">From where, for the complaint.</param>
    /// <exception cref="UsageException">It is UTF-16 without a mark, so nobody says which.</exception>
    public static byte[] ToUtf8(byte[] bytes, string source)
    {
        foreach (var encoding in s_marked)
        {
            if (!bytes.AsSpan().StartsWith(encoding.Preamble)) continue;
            byte[] text = bytes[encoding.Preamble.Length..];
            return encoding is UTF8Encoding ? text : Encoding.Convert(encoding, Encoding.UTF8, text);
        }
        if (bytes is [0, not 0, 0, not 0, ..] or [not 0, 0, not 0, 0, ..])
            throw new UsageException($"{UntrustedText.Show(source)} looks like UTF-16 without a byte order mark; UTF-8 was expected");
        return bytes;
    }

    /// <summary>The text of a file, or of standard input (<c>-</c>), as UTF-8.</summary>
    /// <exception cref="UsageException">There is no such file, or it is UTF-16 without a mark.</exception>
    public static byte[] Read(string path)
    {
        if (path == "-") return ReadStandardInput();
        return ToUtf8(InputBytes.OfFile(path), path);
    }

    /// <summary>All of standard input, as UTF-8.</summary>
    /// <exception cref="UsageException">It is UTF-16 without a mark.</exception>
    public static byte[] ReadStandardInput() => ToUtf8(InputBytes.OfStandardInput(), "standard input");

    /// <summary>The JSON of a file, or of standard input (<c>-</c>), whose every string can be read.</summary>
    /// <exception cref="UsageException">There is no such file, or it is not JSON.</exception>
    public static JsonDocument ReadJson(string path)
    {
        try
        {
            return JsonText.Parse(Read(path));
        }
        catch (JsonException error)
        {
            throw new UsageException($"{UntrustedText.Show(path)} is not JSON: {error.Message}");
        }
    }

    /// <summary>Standard input line by line; a mark at its start says how it is encoded.</summary>
    /// <remarks>What is typed comes as the terminal encodes it.</remarks>
    public static TextReader Lines() => Console.IsInputRedirected ? new StreamReader(StandardInput.Open(), Encoding.UTF8, detectEncodingFromByteOrderMarks: true) : Console.In;
}
