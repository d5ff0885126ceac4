using Engine.KvCache;

namespace Engine.Backends;

/// <summary>One entry of a batch: a token at a position of a sequence.</summary>
/// <param name="Token">Token id.</param>
/// <param name="Position">Position in the sequence, from 0; entries of one sequence are consecutive.</param>
/// <param name="Sequence">Sequence id.</param>
/// <param name="WantsLogits">Whether the row of logits after this token is wanted.</param>
/// <param name="IsDecoded">
/// Whether the model chose the token, one at a time, rather than reading it. Backends may run such tokens through other kernels, whose results
/// differ in rounding; that the caller says so, and not the size of the batch, keeps results independent of how a prompt is cut.
/// </param>
/// <param name="WantsHidden">Whether the hidden state after this token is wanted, in place of logits.</param>
internal readonly record struct BatchToken(int Token, int Position, int Sequence, bool WantsLogits, bool IsDecoded = false, bool WantsHidden = false);

/// <summary>A causal language model that turns a batch of tokens into rows of logits.</summary>
/// <remarks>Used on the model's thread only.</remarks>
internal interface IForwardPass
{
    /// <summary>Logits per row.</summary>
    int VocabSize { get; }

    /// <summary>Tokens one sequence can hold.</summary>
    int ContextLength { get; }

    /// <summary>Entries one batch can have.</summary>
    int MaxBatchTokens { get; }

    /// <summary>Where the keys and values of past tokens are.</summary>
    BlockTables KvStore { get; }

    /// <summary>Runs <paramref name="batch"/>, at most <see cref="MaxBatchTokens"/> entries, and extends the sequences named in it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; none of the batch remains in the store.</exception>
    /// <exception cref="KvCacheFullException">There is no room, and none was reserved; none of the batch remains in the store.</exception>
    /// <exception cref="ArgumentException">A token, position or sequence is out of range, or the batch too long.</exception>
    void Forward(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken);

    /// <summary>The logits, (vocabSize), after entry <paramref name="index"/> of the last batch. May be changed in place; valid until the next batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The entry is not of the last batch or did not want logits.</exception>
    Span<float> Logits(int index);

    /// <summary>Length of a hidden state; 0 where the pass shows none.</summary>
    int HiddenDim => 0;

    /// <summary>Whether hidden states cost about as much as logits for every entry of their batch, so that few entries should share one with them.</summary>
    bool HiddenIsDear => false;

    /// <summary>The hidden state, (hiddenDim), after entry <paramref name="index"/> of the last batch: the output of the last norm, from which the logits are made.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The entry is not of the last batch or did not want it.</exception>
    ReadOnlySpan<float> Hidden(int index) => throw new NotSupportedException("this forward pass shows no hidden states");
}

/// <summary>The encoder half of an encoder-decoder model; its forward pass then decodes against the last source.</summary>
internal interface ISourceEncoder
{
    /// <summary>The token every target starts with.</summary>
    int StartToken { get; }

    /// <summary>Tokens a source can have.</summary>
    int MaxSourceTokens { get; }

    /// <summary>Encodes <paramref name="tokens"/> and clears the decoder's store.</summary>
    void EncodeSource(ReadOnlySpan<int> tokens, CancellationToken cancellationToken);

    /// <summary>The encoder's output for the last source, (tokens, modelDim).</summary>
    ReadOnlySpan<float> SourceOutput { get; }
}
