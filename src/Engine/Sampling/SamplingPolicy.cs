namespace Engine.Sampling;

/// <summary>One link of the chain: it reweights or narrows the candidates for the next token, and never draws.</summary>
internal abstract class SamplingPolicy
{
    /// <summary>Reweights or narrows <paramref name="candidates"/>.</summary>
    public abstract void Apply(ref Candidates candidates);

    /// <summary>Learns which candidate was drawn from those it left, and how probable that was among all that the chain left.</summary>
    public virtual void Drawn(int index, int token, double probability) { }

    /// <summary>Takes note that <paramref name="token"/> is now part of the text, and the last of the history.</summary>
    public virtual void Accept(int token) { }

    /// <summary>Forgets the text.</summary>
    public virtual void Reset() { }
}
