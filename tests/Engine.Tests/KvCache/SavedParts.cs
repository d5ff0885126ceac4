using System.Buffers;
using Engine.KvCache;

namespace Engine.Tests.KvCache;

/// <summary>The keys and values of a sequence as a store saves them, without what stands around them.</summary>
internal sealed class SavedParts
{
    private readonly List<byte[]> _parts = [];
    private readonly int _length;

    private SavedParts(int length) => _length = length;

    public static SavedParts Of(BlockTables tables, int sequence)
    {
        var saved = new SavedParts(tables.Length(sequence));
        for (int part = 0; part < tables.Store.PartCount(saved._length); part++)
        {
            var buffer = new ArrayBufferWriter<byte>();
            tables.Store.SavePart(sequence, tables.Table(sequence), saved._length, part, buffer);
            saved._parts.Add(buffer.WrittenSpan.ToArray());
        }
        return saved;
    }

    public void LoadInto(BlockTables tables, int sequence)
    {
        tables.Truncate(sequence, 0);
        tables.Extend(sequence, _length);
        for (int part = 0; part < _parts.Count; part++) tables.Store.LoadPart(sequence, tables.Table(sequence), _length, part, _parts[part]);
    }
}
