using LLama.Batched;
using LLama.Native;
using LLama.Sampling;

namespace Engine.Peers;

/// <summary>What LLamaSharp answers where the likeliest token is always taken.</summary>
internal static class GreedyIds
{
    /// <summary>The ids that follow <paramref name="prompt"/>: <paramref name="count"/>, or fewer where one ends the text, which is the last then.</summary>
    /// <exception cref="InvalidOperationException">A step fails.</exception>
    public static async Task<int[]> ContinueAsync(BatchedExecutor executor, string prompt, int count, CancellationToken cancellationToken = default)
    {
        using var conversation = executor.Create();
        using var pipeline = new GreedySamplingPipeline();
        conversation.Prompt(executor.Context.Tokenize(prompt, addBos: true, special: true));
        var ids = new List<int>();
        while (true)
        {
            var outcome = await executor.Infer(cancellationToken);
            if (outcome != DecodeResult.Ok) throw new InvalidOperationException($"the executor's step ended with {outcome}");
            var token = conversation.Sample(pipeline);
            ids.Add((int)token);
            if (ids.Count == count || token.IsEndOfGeneration(executor.Model.Vocab)) return [.. ids];
            conversation.Prompt(token);
        }
    }
}
