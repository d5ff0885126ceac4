namespace Engine.Benchmarks.Kernels;

/// <summary>What limits a kernel at its size.</summary>
public enum Bound
{
    /// <summary>Reading memory.</summary>
    Memory,
    /// <summary>Reading and writing cache.</summary>
    Cache,
    /// <summary>Arithmetic.</summary>
    Arithmetic,
}

/// <summary>A row of a suite: one variant of one kernel on one shape.</summary>
/// <param name="Kernel">The kernel; its variants are compared with each other.</param>
/// <param name="Shape">The shape it runs on.</param>
/// <param name="Variant">Which of its variants.</param>
/// <param name="Bound">What limits it.</param>
/// <param name="Work">Bytes or operations of one run, whichever limits it.</param>
/// <param name="Prepare">Makes the data.</param>
public sealed record KernelCase(string Kernel, string Shape, string Variant, Bound Bound, double Work, Func<PreparedKernel> Prepare)
{
    /// <summary>The variant that specifies the others.</summary>
    public const string Reference = "reference";

    /// <inheritdoc/>
    public override string ToString() => $"{Kernel}, {Shape}, {Variant}";
}

/// <summary>A kernel with its data.</summary>
/// <param name="Run">Runs it once.</param>
/// <param name="Data">What is freed in the end.</param>
public sealed record PreparedKernel(Action Run, params IDisposable[] Data) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var item in Data) item.Dispose();
    }
}
