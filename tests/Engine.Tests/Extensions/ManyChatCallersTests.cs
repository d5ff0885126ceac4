using Microsoft.Extensions.AI;

namespace Engine.Tests.Extensions;

public sealed class ManyChatCallersTests
{
    private const int Callers = 32;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>On the managed backend, whose bits do not depend on who else is there.</summary>
    [Fact]
    public async Task ThirtyTwoCallersOfOneClient_OneOfWhomLeaves_EachGetsWhatItGetsAlone()
    {
        await using var model = await ChatModels.LoadAsync(Backend.Managed, new ModelOptions { ContextLength = 128, CacheTokens = Callers * 128 });
        using var client = model.AsIChatClient();
        string[] alone = new string[Callers];
        for (int i = 0; i < Callers; i++) alone[i] = (await client.GetResponseAsync(Question(i), Options(i), Cancel)).Text;

        using var leaves = new CancellationTokenSource();
        var together = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            string text = "";
            try
            {
                await foreach (var update in client.GetStreamingResponseAsync(Question(caller), Options(caller), caller == 5 ? leaves.Token : Cancel))
                {
                    text += update.Text;
                    if (caller == 5) await leaves.CancelAsync();
                }
            }
            catch (OperationCanceledException) when (caller == 5)
            {
            }
            return text;
        }));
        Assert.StartsWith(together[5], alone[5], StringComparison.Ordinal);
        Assert.NotEqual(together[5], alone[5]);
        alone[5] = together[5];
        Assert.Equal(alone, together);
    }

    private static string Question(int caller) => $"Tell me about {caller + 2} cats.";

    private static ChatOptions Options(int caller) => new() { MaxOutputTokens = 16, Seed = caller, AdditionalProperties = new() { ["min_p"] = 0.02f } };
}
