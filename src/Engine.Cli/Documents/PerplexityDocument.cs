namespace Engine.Cli.Documents;

/// <summary>What <c>perplexity</c> shows.</summary>
internal sealed record PerplexityDocument(double Perplexity, double Error, int Tokens, int Chunks, string Backend, int Context, int Stride);
