using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Engine.KvCache;

/// <summary>What stands before the keys and values of a saved sequence.</summary>
internal sealed record SavedHeader
{
    /// <summary>What the keys and values are: backend and types; see <see cref="IKvStore.Format"/>.</summary>
    public required string Format { get; init; }

    /// <summary>Of the model, 16 bytes.</summary>
    public required byte[] Model { get; init; }

    /// <summary>Of the adapters and their scales, 16 bytes; zeros for none.</summary>
    public required byte[] Adapters { get; init; }

    /// <summary>The tokens.</summary>
    public required int[] Tokens { get; init; }

    /// <summary>How many of them, from the first on, were read and not decoded.</summary>
    public required int ReadLength { get; init; }

    /// <summary>Whether the last was decoded.</summary>
    public required bool LastIsDecoded { get; init; }

    /// <summary>The logits after the last token; empty without.</summary>
    public required float[] Logits { get; init; }
}

/// <summary>
/// The form of a saved sequence, the same for all backends: magic and version (8 bytes), <see cref="SavedHeader"/>, the parts of keys and values, each with its length (8)
/// before it, and XXH128 of all that (16), which finds damage and no forgery. Little-endian throughout. What is read is checked against what the model expects before room is made for it, and the
/// last part is handed out only when the checksum is right.
/// </summary>
internal static class SavedSequence
{
    public const int HashBytes = 16;
    private const int MostFormatBytes = 64;
    private const int ChunkBytes = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "ENGSEQ03"u8;

    /// <summary>Writes one, part by part.</summary>
    internal sealed class Writer(Stream destination)
    {
        private readonly XxHash128 _hash = new();

        /// <summary>Writes all before the parts.</summary>
        public Task WriteAsync(SavedHeader header, CancellationToken cancellationToken)
        {
            using var bytes = new MemoryStream();
            using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
            {
                writer.Write(Magic);
                byte[] format = Encoding.UTF8.GetBytes(header.Format);
                writer.Write(format.Length);
                writer.Write(format);
                writer.Write(header.Model);
                writer.Write(header.Adapters);
                writer.Write(header.Tokens.Length);
                writer.Write(header.ReadLength);
                writer.Write(header.LastIsDecoded);
                writer.Write(header.Logits.Length);
                writer.Write(MemoryMarshal.AsBytes(header.Tokens.AsSpan()));
                writer.Write(MemoryMarshal.AsBytes(header.Logits.AsSpan()));
            }
            return WriteRawAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), cancellationToken);
        }

        /// <summary>Writes a part.</summary>
        public async Task WritePartAsync(ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
        {
            byte[] length = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, part.Length);
            await WriteRawAsync(length, cancellationToken).ConfigureAwait(false);
            await WriteRawAsync(part, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Writes the checksum.</summary>
        public async Task FinishAsync(CancellationToken cancellationToken)
        {
            await destination.WriteAsync(_hash.GetHashAndReset(), cancellationToken).ConfigureAwait(false);
            await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        private async Task WriteRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            _hash.Append(bytes.Span);
            await destination.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads one, part by part.</summary>
    internal sealed class Reader(Stream source)
    {
        private readonly XxHash128 _hash = new();

        /// <summary>Reads all before the parts, and refuses it unless it is <paramref name="expected"/>'s format, model and adapters.</summary>
        /// <exception cref="InvalidDataException">It is not a saved sequence, or not of this model and configuration.</exception>
        public async Task<SavedHeader> ReadAsync(SavedHeader expected, int contextLength, int vocabSize, CancellationToken cancellationToken)
        {
            byte[] start = await TakeAsync(Magic.Length + sizeof(int), cancellationToken).ConfigureAwait(false);
            if (!start.AsSpan().StartsWith(Magic)) throw new InvalidDataException("this is not a saved sequence of this version");
            int formatBytes = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(Magic.Length));
            if (formatBytes is < 0 or > MostFormatBytes) throw new InvalidDataException("the saved sequence is damaged: its format has no name");
            string format = Encoding.UTF8.GetString(await TakeAsync(formatBytes, cancellationToken).ConfigureAwait(false));
            if (format != expected.Format)
                throw new InvalidDataException($"the saved sequence has keys and values of another backend or type than this model's, {expected.Format}");
            byte[] model = await TakeAsync(HashBytes, cancellationToken).ConfigureAwait(false);
            if (!model.AsSpan().SequenceEqual(expected.Model)) throw new InvalidDataException("the saved sequence is of another model or another RoPE configuration");
            byte[] adapters = await TakeAsync(HashBytes, cancellationToken).ConfigureAwait(false);
            if (!adapters.AsSpan().SequenceEqual(expected.Adapters)) throw new InvalidDataException("the saved sequence was computed with other LoRA adapters, or other scales, than are active");
            byte[] counts = await TakeAsync(3 * sizeof(int) + 1, cancellationToken).ConfigureAwait(false);
            int count = BinaryPrimitives.ReadInt32LittleEndian(counts);
            int read = BinaryPrimitives.ReadInt32LittleEndian(counts.AsSpan(sizeof(int)));
            int logitCount = BinaryPrimitives.ReadInt32LittleEndian(counts.AsSpan(2 * sizeof(int) + 1));
            if (count < 0 || count > contextLength) throw new InvalidDataException($"the saved sequence has {count} tokens; 0 to {contextLength} were expected");
            if (read < 0 || read > count) throw new InvalidDataException($"the saved sequence has {read} tokens that were read; 0 to {count} were expected");
            if (logitCount != 0 && logitCount != vocabSize) throw new InvalidDataException($"the saved sequence has {logitCount} logits; 0 or {vocabSize} were expected");
            int[] tokens = MemoryMarshal.Cast<byte, int>(await TakeAsync(count * sizeof(int), cancellationToken).ConfigureAwait(false)).ToArray();
            int unknown = Array.FindIndex(tokens, token => (uint)token >= (uint)vocabSize);
            if (unknown >= 0) throw new InvalidDataException($"the saved sequence has token {tokens[unknown]}; 0 to {vocabSize - 1} was expected");
            return expected with
            {
                Tokens = tokens,
                ReadLength = read,
                LastIsDecoded = counts[2 * sizeof(int)] != 0,
                Logits = MemoryMarshal.Cast<byte, float>(await TakeAsync(logitCount * sizeof(float), cancellationToken).ConfigureAwait(false)).ToArray(),
            };
        }

        /// <summary>Reads a part, and after the last one the checksum.</summary>
        /// <param name="expectedBytes">How long it is; -1 where only the file tells.</param>
        /// <param name="isLast">Whether it is the last.</param>
        /// <param name="cancellationToken">Stops the reading.</param>
        /// <exception cref="InvalidDataException">It is cut short or damaged.</exception>
        public async Task<byte[]> ReadPartAsync(long expectedBytes, bool isLast, CancellationToken cancellationToken)
        {
            long length = BinaryPrimitives.ReadInt64LittleEndian(await TakeAsync(sizeof(long), cancellationToken).ConfigureAwait(false));
            if (length < 0 || length > Array.MaxLength || (expectedBytes >= 0 && length != expectedBytes))
                throw new InvalidDataException($"a part of the saved sequence has {length} bytes; {(expectedBytes >= 0 ? expectedBytes : Array.MaxLength)} were expected");
            byte[] part = await TakeAsync((int)length, cancellationToken).ConfigureAwait(false);
            if (isLast) await CheckAsync(cancellationToken).ConfigureAwait(false);
            return part;
        }

        /// <summary>Reads the checksum.</summary>
        /// <exception cref="InvalidDataException">It is not that of what was read.</exception>
        public async Task CheckAsync(CancellationToken cancellationToken)
        {
            byte[] computed = _hash.GetHashAndReset();
            byte[] saved = await TakeAsync(HashBytes, cancellationToken).ConfigureAwait(false);
            if (!computed.AsSpan().SequenceEqual(saved))
                throw new InvalidDataException("the saved sequence is damaged: its checksum does not match");
        }

        // Grows with what the stream really holds: a lying length allocates nothing.
        private async Task<byte[]> TakeAsync(int count, CancellationToken cancellationToken)
        {
            byte[] bytes = new byte[Math.Min(count, ChunkBytes)];
            try
            {
                for (int at = 0; at < count; at = bytes.Length)
                {
                    if (at > 0) Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
                    await source.ReadExactlyAsync(bytes.AsMemory(at), cancellationToken).ConfigureAwait(false);
                }
            }
            catch (EndOfStreamException cut)
            {
                throw new InvalidDataException("the saved sequence is cut short", cut);
            }
            _hash.Append(bytes);
            return bytes;
        }
    }
}
