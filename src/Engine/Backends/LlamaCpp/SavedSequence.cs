using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Engine.Gguf;

namespace Engine.Backends.LlamaCpp;

/// <summary>
/// The form of a saved sequence: magic, fingerprint of model and configuration (32 bytes), tokens (4), payload bytes (8),
/// SHA-256 of all before it and the payload (32), payload. llama.cpp gets the payload only when all of that is right.
/// </summary>
internal static class SavedSequence
{
    private static readonly byte[] s_magic = "ENGSEQ01"u8.ToArray();
    private const int HashBytes = SHA256.HashSizeInBytes;

    public static void Write(Stream destination, ReadOnlySpan<byte> fingerprint, int length, ReadOnlySpan<byte> payload)
    {
        var header = Header(fingerprint, length, payload.Length);
        destination.Write(header);
        destination.Write(Hash(header, payload));
        destination.Write(payload);
    }

    /// <exception cref="InvalidDataException">It is not a saved sequence, is damaged, or is another model's.</exception>
    public static (int Length, byte[] Payload) Read(Stream source, ReadOnlySpan<byte> fingerprint, int capacity)
    {
        try
        {
            var header = new byte[s_magic.Length + HashBytes + sizeof(int) + sizeof(long)];
            source.ReadExactly(header);
            if (!header.AsSpan().StartsWith(s_magic)) throw new InvalidDataException("this is not a saved sequence");
            if (!header.AsSpan(s_magic.Length, HashBytes).SequenceEqual(fingerprint))
                throw new InvalidDataException("the saved sequence is of another model or configuration");
            int length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(s_magic.Length + HashBytes));
            long size = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(s_magic.Length + HashBytes + sizeof(int)));
            if (length < 0 || length > capacity) throw new InvalidDataException($"the saved sequence has {length} tokens; 0 to {capacity} was expected");
            if (size < 0 || size > Array.MaxLength) throw new InvalidDataException($"the saved sequence has {size} bytes; 0 to {Array.MaxLength} was expected");
            var hash = new byte[HashBytes];
            source.ReadExactly(hash);
            var payload = ReadPayload(source, (int)size);
            if (!Hash(header, payload).AsSpan().SequenceEqual(hash)) throw new InvalidDataException("the saved sequence is damaged: its checksum does not match");
            return (length, payload);
        }
        catch (EndOfStreamException cut)
        {
            throw new InvalidDataException("the saved sequence is cut short", cut);
        }
    }

    /// <summary>What must be equal for a saved sequence to fit: the file's header, a sample of each tensor, and the options that change keys and values.</summary>
    public static byte[] Fingerprint(GgufFile file, ModelOptions options)
    {
        const int sampleBytes = 64;
        const int chunkBytes = 1 << 24;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < file.DataOffset; at += chunkBytes)
            hash.AppendData(file.Bytes.Span(at, (int)Math.Min(chunkBytes, file.DataOffset - at)));
        foreach (var tensor in file.Tensors)
            hash.AppendData(file.Bytes.Span(tensor.Offset, (int)Math.Min(sampleBytes, tensor.ByteLength)));
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"{options.KeyType} {options.ValueType} {options.RopeFrequencyBase} {options.RopeFrequencyScale}")));
        return hash.GetHashAndReset();
    }

    private static byte[] Header(ReadOnlySpan<byte> fingerprint, int length, long payloadBytes)
    {
        var header = new byte[s_magic.Length + HashBytes + sizeof(int) + sizeof(long)];
        s_magic.CopyTo(header, 0);
        fingerprint.CopyTo(header.AsSpan(s_magic.Length));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(s_magic.Length + HashBytes), length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(s_magic.Length + HashBytes + sizeof(int)), payloadBytes);
        return header;
    }

    private static byte[] Hash(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(payload);
        return hash.GetHashAndReset();
    }

    // Grows with what the stream really holds: a lying size allocates nothing.
    private static byte[] ReadPayload(Stream source, int size)
    {
        const int chunkBytes = 1 << 20;
        var payload = new byte[Math.Min(size, chunkBytes)];
        for (int at = 0; at < size;)
        {
            if (at == payload.Length) Array.Resize(ref payload, (int)Math.Min((long)size, 2L * payload.Length));
            source.ReadExactly(payload.AsSpan(at));
            at = payload.Length;
        }
        return payload;
    }
}
