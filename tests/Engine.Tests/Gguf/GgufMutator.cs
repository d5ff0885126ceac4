using System.Buffers.Binary;
using System.Text;
using Engine.Gguf;
using Engine.Kernels.Quantization;

namespace Engine.Tests.Gguf;

/// <summary>Makes malformed files out of good ones: the same seed, the same file.</summary>
internal sealed class GgufMutator
{
    private static readonly ulong[] s_interesting =
        [0, 1, 2, 3, 31, 32, 63, 64, 127, 255, 256, 511, 513, 65535, 65536, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, long.MaxValue, 1UL << 63, ulong.MaxValue];

    private readonly string[] _sources;
    private readonly byte[][] _bytes;
    private readonly Header[] _headers;
    private readonly Action<Random, byte[], Header>[] _byteMutations = [FlipBits, OverwriteBytes, OverwriteNumber, OverwriteNumber, SwapNumbers];

    /// <summary>Starts from <paramref name="sources"/>, small models both.</summary>
    public GgufMutator(IReadOnlyList<string> sources)
    {
        _sources = [.. sources];
        _bytes = [.. sources.Select(File.ReadAllBytes)];
        _headers = [.. sources.Select((path, index) => Header.Read(path, _bytes[index]))];
    }

    /// <summary>Writes the mutation called <paramref name="seed"/> to <paramref name="path"/>.</summary>
    public void Write(int seed, string path)
    {
        var random = new Random(seed);
        int source = random.Next(_sources.Length);
        switch (random.Next(8))
        {
            case 0: Truncate(random, source, path); break;
            case 1: InsertOrDelete(random, source, path); break;
            case 2 or 3: Restructure(random, source, path); break;
            default: Corrupt(random, source, path); break;
        }
    }

    /// <summary>Writes a copy with bytes of the header changed.</summary>
    public void WriteCorrupted(int seed, string path) => Corrupt(new Random(seed), 0, path);

    private void Corrupt(Random random, int source, string path)
    {
        var bytes = (byte[])_bytes[source].Clone();
        for (int count = random.Next(1, 4); count > 0; count--) _byteMutations[random.Next(_byteMutations.Length)](random, bytes, _headers[source]);
        File.WriteAllBytes(path, bytes);
    }

    private void Truncate(Random random, int source, string path)
    {
        int length = random.Next(2) == 0 ? random.Next(_headers[source].Length) : random.Next(_bytes[source].Length);
        File.WriteAllBytes(path, _bytes[source][..length]);
    }

    private void InsertOrDelete(Random random, int source, string path)
    {
        var bytes = _bytes[source];
        int at = _headers[source].Place(random), count = random.Next(1, 65);
        var inserted = new byte[count];
        random.NextBytes(inserted);
        byte[] mutated = random.Next(2) == 0 ? [.. bytes[..at], .. inserted, .. bytes[at..]] : [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + count)..]];
        File.WriteAllBytes(path, mutated);
    }

    /// <summary>A well-formed container with wrong content: keys and tensors removed, renamed, of another type or value.</summary>
    private void Restructure(Random random, int source, string path)
    {
        using var file = GgufFile.Open(_sources[source]);
        var writer = GgufWriter.Copy(file);
        for (int count = random.Next(1, 3); count > 0; count--)
        {
            var (key, value) = file.Metadata.ElementAt(random.Next(file.Metadata.Count));
            var tensor = file.Tensors[random.Next(file.Tensors.Count)];
            ulong number = s_interesting[random.Next(s_interesting.Length)];
            switch (random.Next(9))
            {
                case 0: writer.Remove(key); break;
                case 1: writer.Set(key, (uint)number); break;
                case 2: writer.Set(key, (float)(long)number); break;
                case 3: writer.Set(key, random.Next(2) == 0 ? float.NaN : -1f); break;
                case 4: writer.Set(key, "gpt2"); break;
                case 5: writer.Set(value, file.Metadata.Keys.ElementAt(random.Next(file.Metadata.Count))); break;
                case 6: writer.RemoveTensor(tensor.Name); break;
                case 7: SetType(random, writer, tensor); break;
                default: Known(random, writer, source); break;
            }
        }
        writer.Write(path);
    }

    /// <summary>A cause known to end a llama.cpp process, perhaps on top of another.</summary>
    private static void Known(Random random, GgufWriter writer, int source)
    {
        var fitting = GgufMalformations.Refused.Concat(GgufMalformations.Warned)
            .Where(malformation => malformation.Source == (source == 0 ? MalformationSource.Demo : MalformationSource.Stories)).ToArray();
        fitting[random.Next(fitting.Length)].Change(writer);
    }

    private static void SetType(Random random, GgufWriter writer, GgufTensor tensor)
    {
        var type = TensorTypes.All[random.Next(TensorTypes.All.Count)];
        if (tensor.Dimensions[0] % type.BlockLength != 0) return;
        writer.SetTensor(tensor.Name, type.Type, tensor.Dimensions, stream => stream.Write(new byte[tensor.RowCount * type.RowBytes(tensor.Dimensions[0])]));
    }

    private static void FlipBits(Random random, byte[] bytes, Header header)
    {
        for (int count = random.Next(1, 5); count > 0; count--) bytes[header.Place(random)] ^= (byte)(1 << random.Next(8));
    }

    private static void OverwriteBytes(Random random, byte[] bytes, Header header) => random.NextBytes(bytes.AsSpan(header.Place(random), random.Next(1, 9)));

    private static void OverwriteNumber(Random random, byte[] bytes, Header header)
    {
        int at = header.Number(random);
        ulong value = s_interesting[random.Next(s_interesting.Length)];
        if (random.Next(2) == 0) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)value);
        else BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
    }

    private static void SwapNumbers(Random random, byte[] bytes, Header header)
    {
        int a = header.Number(random), b = header.Number(random);
        Span<byte> kept = stackalloc byte[4];
        bytes.AsSpan(a, 4).CopyTo(kept);
        bytes.AsSpan(b, 4).CopyTo(bytes.AsSpan(a));
        kept.CopyTo(bytes.AsSpan(b));
    }

    /// <summary>Where things are in a header: most of its bytes are vocabulary, and few mutations belong there.</summary>
    /// <param name="Length">Bytes before the tensors.</param>
    /// <param name="NameEnds">The ends of the keys and tensor names; types, values and dimensions follow.</param>
    private sealed record Header(int Length, int[] NameEnds)
    {
        private const int Counts = 4;   // version, number of tensors, number of values: bytes 4 to 23

        public static Header Read(string path, byte[] bytes)
        {
            using var file = GgufFile.Open(path);
            var names = file.Metadata.Keys.Concat(file.Tensors.Select(tensor => tensor.Name)).Select(Encoding.UTF8.GetBytes);
            return new Header((int)file.DataOffset, [.. names.Select(name => bytes.AsSpan().IndexOf(Prefixed(name)) + 8 + name.Length)]);
        }

        /// <summary>A byte: around a name mostly, in the counts or anywhere sometimes.</summary>
        public int Place(Random random) => random.Next(16) switch
        {
            0 => random.Next(Length),
            1 => random.Next(24),
            _ => NameEnds[random.Next(NameEnds.Length)] + random.Next(-12, 40),
        };

        /// <summary>A number: what follows a name, at steps of four bytes, or a count.</summary>
        public int Number(Random random) => random.Next(16) == 0
            ? Counts + 4 * random.Next(5)
            : NameEnds[random.Next(NameEnds.Length)] + 4 * random.Next(9);

        private static byte[] Prefixed(byte[] name)
        {
            var bytes = new byte[8 + name.Length];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)name.Length);
            name.CopyTo(bytes, 8);
            return bytes;
        }
    }
}
