namespace Engine.Sampling;

/// <summary>Where the one random number of each draw comes from.</summary>
internal interface IRandomSource
{
    /// <summary>A number in [0, 1).</summary>
    double NextDouble();

    /// <summary>Starts the numbers over.</summary>
    void Reset();
}
