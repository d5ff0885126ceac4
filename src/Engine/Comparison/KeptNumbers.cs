using System.Globalization;
using System.Text;

namespace Engine.Comparison;

/// <summary>Numbers that take long to measure, kept line by line in a file, so that a run that was killed does not measure them again.</summary>
internal sealed class KeptNumbers : IDisposable
{
    private readonly Dictionary<string, double> _values = [];
    private readonly FileStream _stream;

    /// <summary>Opens or begins the file at <paramref name="path"/>.</summary>
    /// <param name="path">Where.</param>
    /// <param name="origin">All that the numbers depend on, one line; those of another origin are thrown away.</param>
    public KeptNumbers(string path, string origin)
    {
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            byte[] bytes = new byte[_stream.Length];
            _stream.ReadExactly(bytes);
            string[] lines = Encoding.UTF8.GetString(bytes).Split('\n')[..^1];   // what follows the last line was not finished
            if (lines.Length == 0 || lines[0] != origin)
            {
                _stream.SetLength(0);
                Append(origin);
                return;
            }
            _stream.SetLength(lines.Sum(line => (long)Encoding.UTF8.GetByteCount(line) + 1));
            _stream.Seek(0, SeekOrigin.End);
            foreach (string line in lines.Skip(1))
                if (line.Split('\t', 2) is [var number, var name] && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) _values[name] = value;
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The number called <paramref name="name"/>, measured if it is not there; it is in the file when this returns.</summary>
    public double Get(string name, Func<double> measure)
    {
        if (_values.TryGetValue(name, out double kept)) return kept;
        double value = measure();
        Append(string.Create(CultureInfo.InvariantCulture, $"{value:R}\t{name}"));
        return _values[name] = value;
    }

    public void Dispose() => _stream.Dispose();

    private void Append(string line)
    {
        _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _stream.Flush();
    }
}
