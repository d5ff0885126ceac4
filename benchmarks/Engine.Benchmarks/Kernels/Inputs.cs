using Engine.Kernels.Memory;

namespace Engine.Benchmarks.Kernels;

/// <summary>Data for kernels.</summary>
internal static class Inputs
{
    /// <summary>Values about 0 with a standard deviation of 1.</summary>
    public static float[] Normal(int length)
    {
        var random = new Random(1);
        float[] values = new float[length];
        // Twelve uniform numbers: near enough to normal for timing.
        for (int i = 0; i < length; i++)
            for (int j = 0; j < 12; j++) values[i] += random.NextSingle() - 0.5f;
        return values;
    }
}

/// <summary>A mapped file, as weights are, deleted when it is closed.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"engine-{Guid.NewGuid():N}.bin");

    public TemporaryFile(IEnumerable<byte[]> parts)
    {
        using (var stream = File.Create(_path))
            foreach (byte[] part in parts) stream.Write(part);
        Bytes = MappedFile.Map(_path);
    }

    public MappedFile Bytes { get; }

    public void Dispose()
    {
        Bytes.Dispose();
        File.Delete(_path);
    }
}
