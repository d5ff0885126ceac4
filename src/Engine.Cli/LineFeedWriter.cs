using System.Text;

namespace Engine.Cli;

/// <summary>Passes text on with lines that end in \n, for those who write the ends of this system.</summary>
/// <param name="inner">Where it goes; stays open.</param>
internal sealed class LineFeedWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(value);

    // Whoever breaks a line hands over its end whole.
    public override void Write(string? value) => inner.Write(value?.Replace("\r\n", "\n", StringComparison.Ordinal));

    public override void Flush() => inner.Flush();
}
