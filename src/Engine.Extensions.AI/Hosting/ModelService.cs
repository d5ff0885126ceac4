using Microsoft.Extensions.Hosting;

namespace Engine.Extensions.AI.Hosting;

/// <summary>Loads a registered model when the application starts, and waits for its answers when it ends.</summary>
/// <remarks>Services end in the opposite order of their registration, so a web server, which registers last, has let its requests end before.</remarks>
internal sealed class ModelService(ModelHost host) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        switch (host.Options.Loading)
        {
            case ModelLoading.Eager:
                await host.GetAsync(cancellationToken).ConfigureAwait(false);
                break;
            case ModelLoading.Background:
                // Whoever asks for the model, or for its health, sees what came of it.
                _ = host.GetAsync(CancellationToken.None).AsTask().ContinueWith(static loading => _ = loading.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                break;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => host.DrainAsync(cancellationToken);
}
