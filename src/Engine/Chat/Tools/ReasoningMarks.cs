using System.Text;
using Engine.Tokenization;

namespace Engine.Chat.Tools;

/// <summary>The marks between which a model reasons.</summary>
internal sealed record ReasoningMarks(string Open, string Close)
{
    private static readonly ReasoningMarks s_think = new("<think>", "</think>");

    /// <summary>The table: those whose marks a template has are its model's.</summary>
    private static readonly ReasoningMarks[] s_all =
    [
        new("[THINK]", "[/THINK]"),
        new("<|channel>thought\n", "<channel|>"),
        new("<|START_THINKING|>", "<|END_THINKING|>"),
        new("<seed:think>", "</seed:think>"),
        new("Here is my thought process:", "Here is my response:"),
        s_think,
    ];

    /// <summary>Those of a model, by its template and else by its vocabulary; null where it has none.</summary>
    public static ReasoningMarks? Of(string source, Tokenizer? tokenizer)
    {
        foreach (var marks in s_all)
            if (Shows(source, marks.Open) || Shows(source, marks.Close)) return marks;
        return tokenizer is not null && tokenizer.Encode(Encoding.UTF8.GetBytes(s_think.Open), addSpecial: false, parseSpecial: true).Length == 1 ? s_think : null;
    }

    // In a template's source a line break may be written as an escape.
    private static bool Shows(string source, string mark) => source.Contains(mark.TrimEnd('\n'), StringComparison.Ordinal);
}
