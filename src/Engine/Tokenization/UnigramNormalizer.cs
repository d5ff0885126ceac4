using System.Buffers;
using Engine.Gguf;

namespace Engine.Tokenization;

/// <summary>Makes text what a Unigram vocabulary was trained on: characters replaced by the file's map, runs of spaces by one mark.</summary>
internal sealed class UnigramNormalizer
{
    private readonly bool _addSpacePrefix;
    private readonly bool _removeExtraSpaces;
    private readonly PrecompiledCharacterMap? _map;
    private readonly ByteTrie _userDefined = new();

    public UnigramNormalizer(Vocabulary vocabulary, GgufMetadata metadata)
    {
        _addSpacePrefix = vocabulary.AddSpacePrefix;
        _removeExtraSpaces = metadata.Bool(GgufKeys.RemoveExtraSpaces, false).Value;
        _map = metadata.TryGetValue(GgufKeys.PrecompiledCharacterMap, out var map) ? new PrecompiledCharacterMap(map) : null;
        foreach (int id in vocabulary.Ids(TokenAttributes.UserDefined)) _userDefined.Add(vocabulary.Text(id), id);
    }

    public ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> text)
    {
        var normalized = new ArrayBufferWriter<byte>(text.Length * 2 + SpaceMark.Utf8.Length);
        bool inWord = false, prefixed = false;
        while (!text.IsEmpty)
        {
            var replacement = Replace(text, out int consumed);
            foreach (byte value in replacement)
            {
                if (value != ' ')
                {
                    if (!inWord && (_removeExtraSpaces || (_addSpacePrefix && !prefixed)))
                    {
                        normalized.Write(SpaceMark.Utf8);
                        prefixed = true;
                    }
                    normalized.Write([value]);
                }
                else if (!_removeExtraSpaces) normalized.Write(SpaceMark.Utf8);
                inWord = value != ' ';
            }
            text = text[consumed..];
        }
        return normalized.WrittenSpan;
    }

    /// <summary>What stands for the start of <paramref name="text"/>: itself where a user-defined token begins so, the map's longest match, or one character.</summary>
    private ReadOnlySpan<byte> Replace(ReadOnlySpan<byte> text, out int consumed)
    {
        consumed = UserDefinedPrefix(text);
        if (consumed > 0) return text[..consumed];
        if (_map is not null && _map.TryReplace(text, out consumed, out var replacement)) return replacement;
        return CodePoints.TryDecode(text, out _, out consumed) ? text[..consumed] : "\uFFFD"u8;
    }

    /// <summary>The longest start of <paramref name="text"/> that a user-defined token starts with too (whole tokens have been taken out before, as in llama.cpp).</summary>
    private int UserDefinedPrefix(ReadOnlySpan<byte> text)
    {
        int node = ByteTrie.Root, length = 0;
        while (length < text.Length && _userDefined.TryStep(ref node, text[length])) length++;
        return length;
    }
}
