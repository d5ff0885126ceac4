namespace Engine.Cli.Documents;

/// <summary>What <c>tokenize</c> shows.</summary>
internal sealed record TokensDocument(IReadOnlyList<int> Ids, IReadOnlyList<string> Pieces);

/// <summary>What <c>detokenize</c> shows.</summary>
internal sealed record TextDocument(string Text);

/// <summary>What <c>template</c> shows.</summary>
internal sealed record PromptDocument(string Prompt);
