using Engine.Chat.Tools;
using Engine.Sampling.Constraints;

namespace Engine;

/// <summary>How a family of models writes calls of tools: one row of a table. A chat template shows which one its model writes.</summary>
public sealed class ToolFormat
{
    internal ToolFormat(string name, string description, Func<string, bool> isShownBy) => (Name, Description, IsShownBy) = (name, description, isShownBy);

    /// <summary>All formats. The first that a template shows is its model's; the last one is for templates that show none.</summary>
    public static IReadOnlyList<ToolFormat> All => ToolFormats.All;

    /// <summary>Its name, as "hermes".</summary>
    public string Name { get; }

    /// <summary>Whose it is and what it looks like.</summary>
    public string Description { get; }

    /// <summary>Whether the source of a template shows it.</summary>
    internal Func<string, bool> IsShownBy { get; }

    /// <summary>What stands around all calls; null where each stands alone.</summary>
    internal CallSection? Section { get; init; }

    /// <summary>What comes between two calls.</summary>
    internal string Separator { get; init; } = "";

    /// <summary>How a call is written.</summary>
    internal IReadOnlyList<CallPart> Parts { get; init; } = [];

    /// <summary>Other marks that open a call or a section, and the part that follows them.</summary>
    internal IReadOnlyList<(string Mark, int Part)> OtherOpenings { get; init; } = [];

    /// <summary>Marks that mean nothing to the reader of an answer.</summary>
    internal IReadOnlyList<string> OtherMarks { get; init; } = [];

    /// <summary>Whether a call begins without a mark: it is told by being a JSON object with the name of a tool.</summary>
    internal bool IsBare { get; init; }

    /// <summary>Whether an answer is a sequence of messages in channels, of which some are calls.</summary>
    internal bool HasChannels { get; init; }

    /// <summary>The mark that opens a call or a section; empty where there is none.</summary>
    internal string Opening => Section?.Open ?? (Parts is [CallPart.Mark mark, ..] ? mark.Text : "");

    /// <summary>The format of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ToolFormat Of(string name) => All.FirstOrDefault(format => format.Name == name)
        ?? throw new ArgumentException($"the tool format is {Quote.Short(name ?? "")}; one of {string.Join(", ", All.Select(format => format.Name))} was expected", nameof(name));

    /// <summary>The format that <paramref name="template"/> shows.</summary>
    public static ToolFormat Detect(ChatTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return All.First(format => format.IsShownBy(template.Source));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
