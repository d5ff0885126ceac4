namespace Engine.Sampling;

/// <summary>One link of the chain: it reweights or narrows the candidates for the next token, and never draws.</summary>
internal abstract class SamplingPolicy
{
    /// <summary>Reweights or narrows <paramref name="candidates"/>; the most probable one always stays.</summary>
    public abstract void Apply(ref Candidates candidates);

    /// <summary>Takes note that <paramref name="token"/> is now part of the text.</summary>
    public virtual void Accept(int token) { }

    /// <summary>Forgets the text.</summary>
    public virtual void Reset() { }
}
