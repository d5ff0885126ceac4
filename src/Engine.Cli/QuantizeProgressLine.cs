using System.Globalization;

namespace Engine.Cli;

/// <summary>How far quantizing is, on one line of stderr that is wiped afterwards; nothing where stderr is no terminal.</summary>
internal sealed class QuantizeProgressLine : IProgress<QuantizeProgress>, IDisposable
{
    private const int Width = 79;

    private int _shown = -1;

    /// <summary>Begins, where someone watches.</summary>
    public static QuantizeProgressLine? Start() => Console.IsErrorRedirected ? null : new QuantizeProgressLine();

    public void Report(QuantizeProgress value)
    {
        int percent = (int)(100 * value.BytesDone / Math.Max(1, value.Bytes));
        if (percent == _shown) return;
        _shown = percent;
        string line = string.Create(CultureInfo.InvariantCulture, $"quantizing {percent} %, tensor {value.TensorsDone + 1} of {value.TensorCount}, {UntrustedText.Show(value.Tensor)}");
        Console.Error.Write($"\r{line[..Math.Min(line.Length, Width)].PadRight(Width)}");
    }

    public void Dispose()
    {
        if (_shown >= 0) Console.Error.Write($"\r{new string(' ', Width)}\r");
        _shown = -1;
    }
}
