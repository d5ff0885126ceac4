using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engine.Extensions.AI.Hosting;

/// <summary>Whether a registered model answers.</summary>
internal sealed class ModelHealthCheck(ModelHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failure)
    {
        if (host.IsDraining) return new HealthCheckResult(failure, $"{host.Id}: the application is ending");
        if (host.Loading is not { } loading) return HealthCheckResult.Healthy($"{host.Id} is loaded with the first request");
        if (!loading.IsCompleted) return new HealthCheckResult(failure, $"{host.Id} is being loaded");
        if (!loading.IsCompletedSuccessfully) return new HealthCheckResult(failure, $"{host.Id} could not be loaded: {loading.Exception?.InnerException?.Message}", loading.Exception?.InnerException);
        var model = loading.Result;
        if (model.Failure is { } lost) return new HealthCheckResult(failure, $"{host.Id} answers no more: {lost.Message}", lost);
        var now = model.Statistics;
        var data = new Dictionary<string, object>
        {
            ["running"] = now.Running,
            ["queued"] = now.Queued,
            ["tokensRead"] = now.TokensRead,
            ["tokensDecoded"] = now.TokensDecoded,
        };
        return now.Queued >= host.Options.Model.MaxQueuedRequests
            ? HealthCheckResult.Degraded($"{host.Id}: {now.Queued} requests wait, as many as may", data: data)
            : HealthCheckResult.Healthy($"{host.Id} on {model.LoadReport.Device}", data);
    }
}
