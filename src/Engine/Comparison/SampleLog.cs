using System.Text;

namespace Engine.Comparison;

/// <summary>
/// The samples of one candidate in a file that grows chunk by chunk, so that a run that was killed goes on where it was. The file begins with what it
/// was made from; that of another comparison is thrown away.
/// </summary>
internal sealed class SampleLog : IDisposable
{
    private const int SampleBytes = 3 * sizeof(double) + 2;

    private readonly FileStream? _stream;
    private readonly int _samplesPerChunk;
    private readonly List<TokenSample> _samples = [];

    /// <summary>Samples that are kept in memory only.</summary>
    public SampleLog(int samplesPerChunk) => _samplesPerChunk = samplesPerChunk;

    /// <summary>Opens or begins the file at <paramref name="path"/>.</summary>
    /// <param name="path">Where.</param>
    /// <param name="origin">All that the samples depend on.</param>
    /// <param name="samplesPerChunk">Samples of a whole chunk; what is left of one that was not finished is dropped.</param>
    public SampleLog(string path, string origin, int samplesPerChunk)
    {
        _samplesPerChunk = samplesPerChunk;
        byte[] header = Encoding.UTF8.GetBytes(origin + "\n");
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            Read(_stream, header);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Chunks that are whole.</summary>
    public int Chunks => _samples.Count / _samplesPerChunk;

    /// <summary>All samples so far.</summary>
    public IReadOnlyList<TokenSample> Samples => _samples;

    /// <summary>Adds the samples of the next chunk; they are in the file when this returns.</summary>
    public void Append(IReadOnlyList<TokenSample> chunk)
    {
        if (chunk.Count != _samplesPerChunk) throw new ArgumentException($"a chunk of {chunk.Count} samples; {_samplesPerChunk} were expected", nameof(chunk));
        if (_stream is not null) Write(_stream, chunk);
        _samples.AddRange(chunk);
    }

    public void Dispose() => _stream?.Dispose();

    private static void Write(FileStream stream, IReadOnlyList<TokenSample> chunk)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            foreach (var sample in chunk)
            {
                writer.Write(sample.Kl);
                writer.Write(sample.BaseLoss);
                writer.Write(sample.Loss);
                writer.Write(sample.SameTop);
                writer.Write((byte)sample.SharedBest);
            }
        }
        stream.Write(bytes.ToArray());
        stream.Flush();
    }

    private void Read(FileStream stream, byte[] header)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (!reader.ReadBytes(header.Length).AsSpan().SequenceEqual(header))
        {
            stream.SetLength(0);
            stream.Write(header);
            stream.Flush();
            return;
        }
        long chunkBytes = (long)SampleBytes * _samplesPerChunk;
        long whole = (stream.Length - header.Length) / chunkBytes;
        for (long i = 0; i < whole * _samplesPerChunk; i++)
            _samples.Add(new TokenSample(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean(), reader.ReadByte()));
        stream.SetLength(header.Length + whole * chunkBytes);
        stream.Seek(0, SeekOrigin.End);
    }
}
