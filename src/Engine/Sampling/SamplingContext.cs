using Engine.Tokenization;

namespace Engine.Sampling;

/// <summary>What the policies of one chain share.</summary>
/// <param name="VocabSize">Logits in a row.</param>
/// <param name="Random">The chain's random numbers.</param>
/// <param name="History">The text so far.</param>
/// <param name="Tokenizer">What the tokens stand for; null where no policy needs to know.</param>
/// <param name="Breakers">The sequence breakers of DRY that are known.</param>
internal sealed record SamplingContext(int VocabSize, IRandomSource Random, TokenHistory History, Tokenizer? Tokenizer, DryBreakersCache Breakers);

/// <summary>The tokens of the text so far, the prompt's included.</summary>
internal sealed class TokenHistory
{
    private int[] _tokens = new int[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Length);

    public void Add(int token)
    {
        if (Length == _tokens.Length) Array.Resize(ref _tokens, 2 * Length);
        _tokens[Length++] = token;
    }

    public void Clear() => Length = 0;
}
