using System.Buffers.Binary;
using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>SentencePiece's precompiled normalization: a map from byte strings to replacements in an XOR-compressed double array.</summary>
/// <remarks>
/// A node is 32 bits: bits 0-7 and 31 its label, bit 8 whether a key ends there, bits 10-30 the offset of its children, shifted by 8 when bit 9 is set.
/// The child for byte c of node n is n ^ offset ^ c. Source: Kanda, Space- and Time-Efficient String Dictionaries (2018).
/// </remarks>
internal sealed class PrecompiledCharacterMap
{
    private const uint LabelMask = 1u << 31 | 0xFF;
    private readonly uint[] _nodes;
    private readonly byte[] _replacements;   // each ends with a zero byte

    public PrecompiledCharacterMap(GgufValue value)
    {
        if (value.Type != GgufValueType.Array || value.ElementType is not (GgufValueType.Int8 or GgufValueType.UInt8))
            throw new GgufException($"{value.Key} is {value.Type} of {value.ElementType}; an array of bytes was expected");
        var bytes = value.Raw;
        uint length = bytes.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (bytes.Length < 4 || length >= bytes.Length - 4)
            throw new GgufException($"{value.Key} says its array has {length} bytes; it has {bytes.Length} in all");
        _nodes = new uint[length / 4];
        for (int i = 0; i < _nodes.Length; i++) _nodes[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + i * 4)..]);
        _replacements = bytes[(4 + (int)length)..].ToArray();
    }

    /// <summary>The replacement for the longest key that <paramref name="text"/> starts with.</summary>
    public bool TryReplace(ReadOnlySpan<byte> text, out int consumed, out ReadOnlySpan<byte> replacement)
    {
        consumed = 0;
        replacement = default;
        if (_nodes.Length == 0) return false;

        uint node = Offset(Node(0)), found = 0;
        for (int at = 0; at < text.Length && text[at] != 0; at++)
        {
            node ^= text[at];
            uint packed = Node(node);
            if ((packed & LabelMask) != text[at]) break;
            node ^= Offset(packed);
            if ((packed >> 8 & 1) == 0) continue;
            consumed = at + 1;
            found = Node(node) & int.MaxValue;
        }
        if (consumed == 0) return false;

        int end = found < _replacements.Length ? _replacements.AsSpan((int)found).IndexOf((byte)0) : -1;
        if (end < 0) throw new GgufException($"tokenizer.ggml.precompiled_charsmap has a replacement at {found} that does not end within its {_replacements.Length} bytes");
        replacement = _replacements.AsSpan((int)found, end);
        return true;
    }

    private static uint Offset(uint packed) => packed >> 10 << (int)((packed & (1u << 9)) >> 6);

    private uint Node(uint index) =>
        index < _nodes.Length ? _nodes[index] : throw new GgufException($"tokenizer.ggml.precompiled_charsmap refers to node {index} of {_nodes.Length}");
}
