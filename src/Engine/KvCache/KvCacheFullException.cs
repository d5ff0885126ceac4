namespace Engine;

/// <summary>A request needs more KV-cache tokens than are free or can be freed.</summary>
public sealed class KvCacheFullException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public KvCacheFullException(int needed, int used, int evictable, int capacity)
        : base($"the KV cache is full: {needed} tokens needed, {used} of {capacity} used, {evictable} evictable; raise the context length or shorten the prompt")
    {
        Needed = needed;
        Used = used;
        Evictable = evictable;
        Capacity = capacity;
    }

    /// <summary>Creates the exception with a message.</summary>
    public KvCacheFullException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public KvCacheFullException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates the exception without a message.</summary>
    public KvCacheFullException() { }

    /// <summary>Tokens the request needs.</summary>
    public int Needed { get; }

    /// <summary>Tokens held by all sequences.</summary>
    public int Used { get; }

    /// <summary>Tokens held only as cached prefixes, which eviction could free.</summary>
    public int Evictable { get; }

    /// <summary>Tokens the cache can hold.</summary>
    public int Capacity { get; }
}
