namespace Engine.Cli.Documents;

/// <summary>How probable a generated token was before the policies, in natural logarithms, and which were the most probable.</summary>
internal sealed record TokenLogprobsDocument(int Id, double Logprob, IReadOnlyList<LogprobDocument> Top)
{
    public static TokenLogprobsDocument Of(TokenLogProbabilities token) => new(
        token.Token, token.LogProbability, [.. token.Top.Select(top => new LogprobDocument(top.Token, top.LogProbability))]);
}

/// <summary>A token and the natural logarithm of its probability.</summary>
internal sealed record LogprobDocument(int Id, double Logprob);

/// <summary>What <c>score</c> shows: null for the first token, which nothing comes before.</summary>
internal sealed record ScoreDocument(IReadOnlyList<int> Ids, IReadOnlyList<double?> Logprobs, double Logprob, double Perplexity);

/// <summary>How a token was chosen.</summary>
internal sealed record TraceDocument(int Id, string Text, double Probability, int Candidates, IReadOnlyList<ShareDocument> Top, IReadOnlyList<TraceStepDocument> Steps)
{
    public static TraceDocument Of(SamplerTrace trace, Func<int, string> label)
    {
        return new(trace.Token, label(trace.Token), trace.Probability, trace.Candidates, Shares(trace.Top), [.. trace.Steps.Select(step => new TraceStepDocument(
            step.Policy, step.Candidates, step.Probability, step.RemovedCount, step.RemovedProbability, Shares(step.Removed), Shares(step.Top)))]);

        ShareDocument[] Shares(IReadOnlyList<TokenProbability> tokens) => [.. tokens.Select(token => new ShareDocument(token.Token, label(token.Token), token.Probability))];
    }
}

/// <summary>What one policy did: how many candidates it left, how probable the token then was, and what it removed.</summary>
internal sealed record TraceStepDocument(
    string Policy, int Candidates, double Probability, int RemovedCount, double RemovedProbability, IReadOnlyList<ShareDocument> Removed, IReadOnlyList<ShareDocument> Top);

/// <summary>A token and its probability.</summary>
internal sealed record ShareDocument(int Id, string Text, double Probability);

/// <summary>What the page of traces shows.</summary>
internal sealed record TracePageDocument(IReadOnlyList<TraceDocument> Tokens);
