using Engine;
using Engine.Extensions.AI.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Models as services. Each registration gives an <see cref="IChatClient"/>, an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>, the classes behind them
/// and the <see cref="Model"/>; it checks its options when the application starts, loads the model as they say, adds a health check, and waits for
/// answers when the application ends.
/// </summary>
public static class EngineServiceCollectionExtensions
{
    /// <summary>Registers the model of a file.</summary>
    /// <exception cref="InvalidOperationException">There is one already; others need a key.</exception>
    public static IServiceCollection AddEngine(this IServiceCollection services, string path) => Add(services, null, options => options.Path = path);

    /// <summary>Registers a model.</summary>
    /// <inheritdoc cref="AddEngine(IServiceCollection, string)"/>
    public static IServiceCollection AddEngine(this IServiceCollection services, Action<EngineOptions> configure) => Add(services, null, configure);

    /// <summary>Registers a model that a section of the configuration describes; an unknown key or a value that cannot be read keeps the application from starting.</summary>
    /// <inheritdoc cref="AddEngine(IServiceCollection, string)"/>
    public static IServiceCollection AddEngine(this IServiceCollection services, IConfiguration configuration, Action<EngineOptions>? configure = null) =>
        Add(services, null, Configure(configuration, configure));

    /// <summary>Registers the model of a file by a key, one of several.</summary>
    /// <exception cref="InvalidOperationException">There is one of that key already.</exception>
    public static IServiceCollection AddKeyedEngine(this IServiceCollection services, string key, string path) => AddKeyedEngine(services, key, options => options.Path = path);

    /// <summary>Registers a model by a key, one of several.</summary>
    /// <inheritdoc cref="AddKeyedEngine(IServiceCollection, string, string)"/>
    public static IServiceCollection AddKeyedEngine(this IServiceCollection services, string key, Action<EngineOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Add(services, key, configure);
    }

    /// <summary>Registers by a key, one of several, a model that a section of the configuration describes.</summary>
    /// <inheritdoc cref="AddKeyedEngine(IServiceCollection, string, string)"/>
    public static IServiceCollection AddKeyedEngine(this IServiceCollection services, string key, IConfiguration configuration, Action<EngineOptions>? configure = null) =>
        AddKeyedEngine(services, key, Configure(configuration, configure));

    private static Action<EngineOptions> Configure(IConfiguration configuration, Action<EngineOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return options =>
        {
            ConfigurationMap.Apply(configuration, options);
            configure?.Invoke(options);
        };
    }

    private static IServiceCollection Add(IServiceCollection services, string? key, Action<EngineOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(service => service.ServiceType == typeof(ModelHost) && Equals(service.ServiceKey, key)))
            throw new InvalidOperationException(key is null ? "AddEngine was called before; a second model needs a key: AddKeyedEngine" : $"AddKeyedEngine was called before with the key {UntrustedText.Quote(key)}; another was expected");

        string name = key ?? Options.Options.DefaultName;
        services.AddOptions<EngineOptions>(name).Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EngineOptions>>(new EngineOptionsValidator(name));
        Single(services, key, provider => CreateHost(provider, key, name));
        Single(services, key, provider => Host(provider, key).GetAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult());
        Single(services, key, provider => CreateClient(Host(provider, key)));
        Single<IChatClient>(services, key, provider => provider.GetRequiredKeyedService<EngineChatClient>(key));
        Single(services, key, provider => new EngineEmbeddingGenerator(Host(provider, key), Host(provider, key).Options.Embedding));
        Single<IEmbeddingGenerator<string, Embedding<float>>>(services, key, provider => provider.GetRequiredKeyedService<EngineEmbeddingGenerator>(key));
        Single<IEmbeddingGenerator>(services, key, provider => provider.GetRequiredKeyedService<EngineEmbeddingGenerator>(key));
        services.AddSingleton<IHostedService>(provider => new ModelService(Host(provider, key)));
        services.AddHealthChecks().Add(new HealthCheckRegistration(key is null ? "engine" : $"engine-{key}", provider => new ModelHealthCheck(Host(provider, key)), failureStatus: null, tags: ["engine", "ready"]));
        return services;
    }

    private static ModelHost CreateHost(IServiceProvider provider, string? key, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<EngineOptions>>().Get(name);
        return new ModelHost(
            key ?? Path.GetFileNameWithoutExtension(options.Path!), options, options.Model with { LoggerFactory = options.Model.LoggerFactory ?? provider.GetService<ILoggerFactory>() });
    }

    private static EngineChatClient CreateClient(ModelHost host)
    {
        var defaults = host.Options.Generation;
        if (host.Options.DraftPath is not null) defaults = defaults with { Speculation = defaults.Speculation ?? new() };
        return new EngineChatClient(host, defaults, host.Options.Instructions);
    }

    private static ModelHost Host(IServiceProvider provider, string? key) => provider.GetRequiredKeyedService<ModelHost>(key);

    /// <summary>One for the whole application; with a null key, by its type alone.</summary>
    private static void Single<T>(IServiceCollection services, string? key, Func<IServiceProvider, T> create) where T : class =>
        services.AddKeyedSingleton(key, (provider, _) => create(provider));
}
