namespace Engine.Cli.Documents;

/// <summary>What <c>imatrix</c> shows.</summary>
internal sealed record ImatrixDocument(string Output, int Chunks, long Tokens, int Entries, string Backend, int ResumedChunks);
