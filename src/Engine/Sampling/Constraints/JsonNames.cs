namespace Engine.Sampling.Constraints;

/// <summary>
/// The names of properties that the open objects of a JSON text have, so that none comes twice: no automaton can know them. Immutable, one after each token.
/// </summary>
/// <remarks>The grammar has names written in one way only, so they are compared by their bytes.</remarks>
internal sealed class JsonNames
{
    private readonly Cursor _cursor;

    private JsonNames(Cursor cursor) => _cursor = cursor;

    /// <summary>Before the text.</summary>
    public static JsonNames Start { get; } = new(new Cursor { Name = [] });

    /// <summary>After <paramref name="bytes"/>.</summary>
    public JsonNames After(ReadOnlySpan<byte> bytes)
    {
        var cursor = _cursor with { Name = [.. _cursor.Name] };
        foreach (byte value in bytes) cursor.Read(value, isLast: false);
        return new JsonNames(cursor);
    }

    /// <summary>Takes the tokens out of <paramref name="bits"/> that would end a name its object has already.</summary>
    public void Forbid(TokenTrie trie, Span<ulong> bits)
    {
        if (!_cursor.HasNames) return;
        // A token ends a name only if it has the quotation marks that are missing until then.
        int quotes = !_cursor.IsText ? 2 : _cursor.IsName && _cursor.MayRepeat ? 1 : 3;
        var name = new List<byte>(_cursor.Name);
        foreach (int token in trie.TokensWithQuotes(quotes))
        {
            if (!TokenTrie.IsSet(bits, token)) continue;
            var cursor = _cursor with { Name = name };
            var bytes = trie.Tokenizer.Bytes(token);
            int last = bytes.LastIndexOf((byte)'"');
            for (int i = 0; i <= last; i++)
            {
                if (cursor.Read(bytes[i], isLast: i == last)) continue;
                bits[token >> 6] &= ~(1UL << token);
                break;
            }
            name.Clear();
            name.AddRange(_cursor.Name);
        }
    }

    /// <summary>An open object or array, and the names the object has.</summary>
    private sealed record Frame(Frame? Below, bool IsObject, Known? Names)
    {
        /// <summary>Whether it or one below has a name.</summary>
        public bool HasNames { get; } = Names is not null || Below is { HasNames: true };
    }

    private sealed record Known(byte[] Name, Known? Next);

    /// <summary>Where in the text one is.</summary>
    private record struct Cursor
    {
        public Frame? Top;
        public bool IsText, IsName, IsEscaped, ExpectsName;
        public List<byte> Name;   // of the name that is being read; a copy of the cursor shares it

        public readonly bool HasNames => Top is { HasNames: true };

        /// <summary>Whether the name that is being read may become one that its object has.</summary>
        public readonly bool MayRepeat
        {
            get
            {
                var begun = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Name);
                for (var known = Top?.Names; known is not null; known = known.Next)
                    if (known.Name.AsSpan().StartsWith(begun)) return true;
                return false;
            }
        }

        /// <summary>Reads a byte; false where it ends a name that is there already. After the last one the cursor is not used any more.</summary>
        public bool Read(byte value, bool isLast)
        {
            if (!IsText)
            {
                ReadOutside(value);
                return true;
            }
            bool ends = value == '"' && !IsEscaped;
            IsEscaped = value == '\\' && !IsEscaped;
            if (!ends)
            {
                if (IsName) Name.Add(value);
                return true;
            }
            IsText = false;
            if (!IsName || Top is null) return true;
            IsName = false;
            var name = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Name);
            for (var known = Top.Names; known is not null; known = known.Next)
                if (name.SequenceEqual(known.Name)) return false;
            if (!isLast) Top = new Frame(Top.Below, IsObject: true, new Known(name.ToArray(), Top.Names));
            return true;
        }

        private void ReadOutside(byte value)
        {
            switch (value)
            {
                case (byte)'"':
                    (IsText, IsName, ExpectsName) = (true, ExpectsName, false);
                    Name.Clear();
                    break;
                case (byte)'{' or (byte)'[':
                    (Top, ExpectsName) = (new Frame(Top, value == '{', null), value == '{');
                    break;
                case (byte)'}' or (byte)']':
                    (Top, ExpectsName) = (Top?.Below, false);
                    break;
                case (byte)',':
                    ExpectsName = Top is { IsObject: true };
                    break;
            }
        }
    }
}
