namespace Engine.Mutation;

/// <summary>One change of one token of a source file.</summary>
/// <param name="File">The file, relative to the kernels.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Position">The first character that is replaced.</param>
/// <param name="Original">What stands there.</param>
/// <param name="Replacement">What stands there instead.</param>
/// <param name="Context">The line, trimmed.</param>
internal sealed record Mutant(string File, int Line, int Position, string Original, string Replacement, string Context)
{
    /// <summary>Names it from run to run, as long as the file does not change.</summary>
    public string Id => $"{File}:{Position}:{Original}:{Replacement}";
}

/// <summary>What became of a mutant.</summary>
internal enum Fate
{
    /// <summary>A test failed, or did not end.</summary>
    Killed,

    /// <summary>Every test passed.</summary>
    Survived,

    /// <summary>The compiler gives the same program: nothing changed.</summary>
    Same,

    /// <summary>It does not compile.</summary>
    Invalid,
}

/// <summary>A mutant, its fate, and the tests that decided it.</summary>
internal sealed record Verdict(Mutant Mutant, Fate Fate, string By);
