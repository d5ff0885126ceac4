using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Engine.Gguf;

/// <summary>A file's metadata by key. Typed getters return the fallback when the key is absent, and throw when it has another type.</summary>
public sealed class GgufMetadata : IReadOnlyDictionary<string, GgufValue>
{
    private readonly OrderedDictionary<string, GgufValue> _values;
    private TokenTexts? _tokenTexts;

    internal GgufMetadata(OrderedDictionary<string, GgufValue> values) => _values = values;

    /// <inheritdoc/>
    public GgufValue this[string key] => _values.TryGetValue(key, out var value) ? value : throw new GgufException($"key {key} is missing");

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _values.Keys;

    /// <inheritdoc/>
    public IEnumerable<GgufValue> Values => _values.Values;

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <summary><c>general.architecture</c>, or an empty string.</summary>
    public string Architecture => String(GgufKeys.Architecture) ?? "";

    /// <summary>The texts of the vocabulary's tokens, read when first asked for.</summary>
    /// <exception cref="GgufException">There are none, or they are malformed.</exception>
    internal TokenTexts TokenTexts => LazyInitializer.EnsureInitialized(ref _tokenTexts, () => new TokenTexts(this[GgufKeys.Tokens]));

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out GgufValue value) => _values.TryGetValue(key, out value);

    /// <summary>The string under <paramref name="key"/>.</summary>
    [return: NotNullIfNotNull(nameof(fallback))]
    public string? String(string key, string? fallback = null) => Scalar(key) is { } value ? value.String() : fallback;

    /// <summary>The integer under <paramref name="key"/>.</summary>
    [return: NotNullIfNotNull(nameof(fallback))]
    public long? Integer(string key, long? fallback = null) => Scalar(key) is { } value ? value.Integer() : fallback;

    /// <summary>The number under <paramref name="key"/>.</summary>
    [return: NotNullIfNotNull(nameof(fallback))]
    public double? Number(string key, double? fallback = null) => Scalar(key) is { } value ? value.Number() : fallback;

    /// <summary>The boolean under <paramref name="key"/>.</summary>
    [return: NotNullIfNotNull(nameof(fallback))]
    public bool? Bool(string key, bool? fallback = null) => Scalar(key) is { } value ? value.Bool() : fallback;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, GgufValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private GgufValue? Scalar(string key)
    {
        if (!_values.TryGetValue(key, out var value)) return null;
        return value.Type != GgufValueType.Array ? value : throw new GgufException($"{key} is {value}; a single value was expected");
    }
}
