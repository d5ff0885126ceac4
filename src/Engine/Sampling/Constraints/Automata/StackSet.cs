using System.Runtime.CompilerServices;

namespace Engine.Sampling.Constraints;

/// <summary>The top of a stack: a node, the rounds of its loop that are over, and all stacks that may lie below.</summary>
internal readonly record struct StackTop(int Node, int Count, StackSet Below);

/// <summary>
/// A set of stacks, as a tree from the top of the stacks down in which equal parts are one object: what an automaton is at, and what lies below
/// a rule that is open. Sets with the same stacks, made by one <see cref="StackReader"/>, are the same object.
/// </summary>
/// <remarks>
/// A grammar that can be read in many ways has as many stacks, but they share what they have in common, so that their number does not grow with the
/// power of the text's length. Source: the graph-structured stack of Tomita 1987, "An Efficient Augmented-Context-Free Parsing Algorithm".
/// </remarks>
internal sealed class StackSet
{
    public StackSet(StackTop[] tops, bool hasEmpty)
    {
        (Tops, HasEmpty) = (tops, hasEmpty);
        foreach (var top in tops) Depth = Math.Max(Depth, top.Below.Depth + 1);
    }

    /// <summary>The tops, by node and count, each once.</summary>
    public StackTop[] Tops { get; }

    /// <summary>Whether the empty stack is among them: the text may end here.</summary>
    public bool HasEmpty { get; }

    /// <summary>Tops of the highest stack.</summary>
    public int Depth { get; }

    /// <summary>Whether there is no stack at all: no text goes on like that.</summary>
    public bool IsDead => Tops.Length == 0 && !HasEmpty;

    /// <summary>Whether the text may end here and not go on.</summary>
    public bool IsComplete => Tops.Length == 0 && HasEmpty;

    /// <summary>What follows each class of bytes, where that is known.</summary>
    public StackSet?[]? Next { get; set; }

    /// <summary>What these stacks are at once a rule above them is over, where that is known.</summary>
    public StackSet? Resumed { get; set; }

    /// <summary>The fewest bytes to the end, where that is known.</summary>
    public int? Rest { get; set; }

    /// <summary>The tokens allowed here, where that is known.</summary>
    public ulong[]? Mask { get; set; }

    /// <summary>Forgets what was found out.</summary>
    public void Forget()
    {
        (Next, Resumed, Mask) = (null, null, null);
    }

    /// <summary>Compares sets whose parts below are already the same objects when they are equal.</summary>
    public sealed class Comparer : IEqualityComparer<StackSet>
    {
        public bool Equals(StackSet? x, StackSet? y)
        {
            if (ReferenceEquals(x, y)) return true;
            if (x is null || y is null || x.HasEmpty != y.HasEmpty || x.Tops.Length != y.Tops.Length) return false;
            for (int i = 0; i < x.Tops.Length; i++)
                if (x.Tops[i].Node != y.Tops[i].Node || x.Tops[i].Count != y.Tops[i].Count || !ReferenceEquals(x.Tops[i].Below, y.Tops[i].Below)) return false;
            return true;
        }

        public int GetHashCode(StackSet set)
        {
            var hash = new HashCode();
            hash.Add(set.HasEmpty);
            foreach (var top in set.Tops)
            {
                hash.Add(top.Node);
                hash.Add(top.Count);
                hash.Add(RuntimeHelpers.GetHashCode(top.Below));
            }
            return hash.ToHashCode();
        }
    }
}
