using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Engine;

/// <summary>What records hold several of. Wrapped, it prints its items instead of the name of a type, and is equal where they are, as records are.</summary>
internal static class Items
{
    private const int MostShown = 16;

    /// <summary><paramref name="list"/> as a record holds it.</summary>
    [return: NotNullIfNotNull(nameof(list))]
    public static IReadOnlyList<T>? Of<T>(IReadOnlyList<T>? list) => list is null or List<T> ? list : new List<T>(list);

    /// <summary><paramref name="map"/> as a record holds it.</summary>
    [return: NotNullIfNotNull(nameof(map))]
    public static IReadOnlyDictionary<TKey, TValue>? Of<TKey, TValue>(IReadOnlyDictionary<TKey, TValue>? map) where TKey : notnull =>
        map is null or Map<TKey, TValue> ? map : new Map<TKey, TValue>(map);

    private static string Show(IEnumerable items, int count)
    {
        var text = new StringBuilder("[");
        int shown = 0;
        foreach (object? item in items)
        {
            if (shown > 0) text.Append(", ");
            if (shown++ == MostShown)
            {
                text.Append(CultureInfo.InvariantCulture, $"... ({count})");
                break;
            }
            text.Append(Show(item));
        }
        return text.Append(']').ToString();
    }

    private static string Show(object? item) => item switch
    {
        null => "",
        string text => UntrustedText.Quote(text),
        Array { Rank: 1 } array => Show(array, array.Length),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => item.ToString() ?? "",
    };

    private sealed class List<T>(IReadOnlyList<T> list) : IReadOnlyList<T>, IEquatable<List<T>>
    {
        public int Count => list.Count;

        public T this[int index] => list[index];

        public IEnumerator<T> GetEnumerator() => list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public bool Equals(List<T>? other) => other is not null && list.SequenceEqual(other);

        public override bool Equals(object? obj) => Equals(obj as List<T>);

        public override int GetHashCode() => list.Count == 0 ? 0 : HashCode.Combine(list.Count, list[0]);

        public override string ToString() => Show(list, list.Count);
    }

    private sealed class Map<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> map) : IReadOnlyDictionary<TKey, TValue>, IEquatable<Map<TKey, TValue>> where TKey : notnull
    {
        public int Count => map.Count;

        public IEnumerable<TKey> Keys => map.Keys;

        public IEnumerable<TValue> Values => map.Values;

        public TValue this[TKey key] => map[key];

        public bool ContainsKey(TKey key) => map.ContainsKey(key);

        public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => map.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => map.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public bool Equals(Map<TKey, TValue>? other) => other is not null && Count == other.Count
            && map.All(pair => other.TryGetValue(pair.Key, out var value) && EqualityComparer<TValue>.Default.Equals(pair.Value, value));

        public override bool Equals(object? obj) => Equals(obj as Map<TKey, TValue>);

        public override int GetHashCode() => Count;

        public override string ToString() => Show(map.Select(pair => $"{Items.Show(pair.Key)}: {Items.Show(pair.Value)}").Select(text => new Shown(text)), Count);
    }

    /// <summary>Text that is not quoted again.</summary>
    private sealed record Shown(string Text)
    {
        public override string ToString() => Text;
    }
}
