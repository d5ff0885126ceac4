using Engine.Extensions.AI.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Engine.Tests.Extensions;

public sealed class AddEngineTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ModelLoading.Eager)]
    [InlineData(ModelLoading.Background)]
    [InlineData(ModelLoading.Lazy)]
    public async Task AddEngine_Application_HasItsServices(ModelLoading loading)
    {
        using var host = Build(builder => builder.Services.AddEngine(options => Small(options).Loading = loading));
        await host.StartAsync(Cancel);
        var source = host.Services.GetRequiredService<ModelHost>();
        if (loading == ModelLoading.Eager) Assert.NotNull(source.Loaded);
        if (loading == ModelLoading.Lazy) Assert.Null(source.Loading);
        var client = host.Services.GetRequiredService<IChatClient>();
        Assert.NotEmpty((await client.GetResponseAsync("What is a cat?", ChatModels.Greedy, Cancel)).Text);
        var model = host.Services.GetRequiredService<Model>();
        Assert.Same(model, client.GetService<Model>());
        Assert.Same(client, host.Services.GetRequiredService<EngineChatClient>());
        Assert.Equal("pocket-f16", client.GetService<ChatClientMetadata>()!.DefaultModelId);
        Assert.Same(host.Services.GetRequiredService<EngineEmbeddingGenerator>(), host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
        await host.StopAsync(Cancel);
        await ((IAsyncDisposable)host).DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetResponseAsync("What is a cat?", cancellationToken: Cancel));
    }

    [Fact]
    public async Task AddKeyedEngine_TwoModels_AreTold()
    {
        string encoder = TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf");
        using var host = Build(builder => builder.Services
            .AddEngine(options => Small(options))
            .AddKeyedEngine("search", options => { options.Path = encoder; options.Loading = ModelLoading.Lazy; options.Model = new() { Backend = Backend.Managed, Threads = 1 }; }));
        await host.StartAsync(Cancel);
        var generator = host.Services.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("search");
        var generated = (await generator.GenerateAsync(["a cat"], cancellationToken: Cancel))[0];
        Assert.Equal((384, "search"), (generated.Dimensions, generated.ModelId));
        Assert.NotSame(host.Services.GetRequiredService<Model>(), host.Services.GetRequiredKeyedService<Model>("search"));
        await Assert.ThrowsAsync<ChatTemplateException>(() => host.Services.GetRequiredKeyedService<IChatClient>("search").GetResponseAsync("a cat", cancellationToken: Cancel));
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddEngine("a.gguf").AddEngine("b.gguf"));
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddKeyedEngine("k", "a.gguf").AddKeyedEngine("k", "b.gguf"));
    }

    [Fact]
    public async Task AddEngine_Configuration_IsBound()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Engine:Path"] = TestFiles.Demo,
            ["Engine:Loading"] = "lazy",
            ["Engine:DrainTime"] = "00:00:05",
            ["Engine:Model:Backend"] = "Managed",
            ["Engine:Model:ContextLength"] = "128",
            ["Engine:Model:Threads"] = "1",
            ["Engine:Model:KeyType"] = "Q8_0",
            ["Engine:Model:TensorSplit:0"] = "1",
            ["Engine:Model:TensorSplit:1"] = "2.5",
            ["Engine:Model:Adapters:0:Path"] = "a.gguf",
            ["Engine:Model:Adapters:0:Scale"] = "0.5",
            ["Engine:Generation:Temperature"] = "0.25",
            ["Engine:Generation:top_k"] = "7",
            ["Engine:Generation:MaxTokens"] = "9",
            ["Engine:Generation:StopSequences:0"] = "END",
            ["Engine:Generation:MaxTime"] = "00:00:02",
            ["Engine:Generation:Speculation:MaxTokens"] = "4",
            ["Engine:Generation:Constraint:Choice:0"] = "yes",
            ["Engine:Generation:Constraint:Choice:1"] = "no",
            ["Engine:DraftPath"] = TestFiles.Demo,
            ["Engine:Instructions"] = "Answer yes or no.",
            ["Engine:Embedding:Pooling"] = "Mean",
        };
        using var host = Build(builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings);
            builder.Services.AddEngine(builder.Configuration.GetSection("Engine"), options => options.Generation = options.Generation with { TopP = 0.5f });
        });
        await host.StartAsync(Cancel);
        var options = host.Services.GetRequiredService<IOptions<EngineOptions>>().Value;
        Assert.Equal((TestFiles.Demo, ModelLoading.Lazy, TimeSpan.FromSeconds(5)), (options.Path, options.Loading, options.DrainTime));
        Assert.Equal((Backend.Managed, 128, 1, TensorType.Q8_0), (options.Model.Backend, options.Model.ContextLength, options.Model.Threads, options.Model.KeyType));
        Assert.Equal([1, 2.5f], options.Model.TensorSplit);
        Assert.Equal([new LoraAdapter("a.gguf", 0.5f)], options.Model.Adapters);
        Assert.Equal((0.25f, 7, 0.5f, 9, TimeSpan.FromSeconds(2)), (options.Generation.Temperature, options.Generation.TopK, options.Generation.TopP, options.Generation.MaxTokens, options.Generation.MaxTime));
        Assert.Equal(["END"], options.Generation.StopSequences);
        Assert.Equal((4, "a choice"), (options.Generation.Speculation!.MaxTokens, options.Generation.Constraint!.Description));
        Assert.Equal((TestFiles.Demo, "Answer yes or no."), (options.DraftPath, options.Instructions));
        Assert.Equal(Pooling.Mean, options.Embedding.Pooling);
    }

    [Fact]
    public void Configuration_EveryProperty_HasARow()
    {
        Assert.Equal(Names<ModelOptions>(), ConfigurationMap.Model.Select(row => row.Key).Order());
        Assert.Equal(Names<GenerationOptions>(), ConfigurationMap.Generation.Select(row => row.Key).Order());
        Assert.Equal(Names<EmbeddingOptions>(), ConfigurationMap.Embedding.Select(row => row.Key).Order());

        static IEnumerable<string> Names<T>() => typeof(T).GetProperties().Select(property => property.Name).Order();
    }

    [Theory]
    [InlineData("Engine:Model:Thread", "2", "'Engine:Model:Thread' is no option; one of Backend,")]
    [InlineData("Engine:Model:Threads", "two", "Engine:Model:Threads is 'two'; an integer was expected")]
    [InlineData("Engine:Model:Backend", "Fast", "Engine:Model:Backend is 'Fast'; one of Auto, LlamaCpp, Managed, Reference was expected")]
    [InlineData("Engine:Model:LoggerFactory", "x", "Engine:Model:LoggerFactory is 'x'; no value: it can be set in code only was expected")]
    [InlineData("Engine:Generation:Temperature", "warm", "Engine:Generation:Temperature is 'warm'; ")]
    [InlineData("Engine:Path", "/nowhere.gguf", "Path is '/nowhere.gguf', and there is no such file")]
    [InlineData("Engine:Path", "", "Engine:Path is ''; a file was expected")]
    [InlineData("Engine:DrainTime", "-00:00:01", "DrainTime is -00:00:01; 0 or more was expected")]
    [InlineData("Engine:Paths", "a.gguf", "'Engine:Paths' is no option; one of Path, DraftPath,")]
    [InlineData("Engine:DraftPath", "/nowhere.gguf", "DraftPath is '/nowhere.gguf', and there is no such file")]
    [InlineData("Engine:Generation:TopP", "5", "Engine:Generation:TopP is '5'; ")]
    [InlineData("Engine:Generation:MaxTokens", "-1", "Generation.MaxTokens is -1; 0 or more was expected")]
    [InlineData("Engine:Generation:MaxTime", "00:00:00", "Generation.MaxTime is 00:00:00; more than 0 was expected")]
    [InlineData("Engine:Generation:LogitsProcessors", "x", "Engine:Generation:LogitsProcessors is 'x'; no value: it can be set in code only was expected")]
    [InlineData("Engine:Generation:Speculation", "draft.gguf", "Engine:Generation:Speculation is 'draft.gguf'; ngram or { MaxTokens } was expected")]
    [InlineData("Engine:Generation:Speculation:Draft", "a.gguf", "'Engine:Generation:Speculation:Draft' is no option; one of MaxTokens was expected")]
    [InlineData("Engine:Generation:Speculation:MaxTokens", "65", "Generation.Speculation.MaxTokens is 65; 1 to 64 was expected")]
    [InlineData("Engine:Generation:Constraint", "json", "Engine:Generation:Constraint is 'json'; { KEY: what the text must be } with one of JsonSchema, JsonSchemaFile,")]
    [InlineData("Engine:Generation:Constraint:Schema", "{}", "'Engine:Generation:Constraint:Schema' is no option; one of JsonSchema,")]
    [InlineData("Engine:Generation:Constraint:JsonSchema", "{", "Engine:Generation:Constraint:JsonSchema: ")]
    [InlineData("Engine:Generation:Constraint:Regex", "(a", "Engine:Generation:Constraint:Regex: ")]
    [InlineData("Engine:Generation:Constraint:GrammarFile", "/nowhere.gbnf", "Engine:Generation:Constraint:GrammarFile is '/nowhere.gbnf', which cannot be read; a file with a grammar in GBNF was expected")]
    [InlineData("Engine:Embedding:Pooling", "None", "Embedding.Pooling is None, ")]
    public async Task Configuration_WhatIsWrong_KeepsTheApplicationFromStarting(string key, string value, string sentence)
    {
        using var host = Build(builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Engine:Path"] = TestFiles.Demo, ["Engine:Loading"] = "Lazy", [key] = value });
            builder.Services.AddEngine(builder.Configuration.GetSection("Engine"));
        });
        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(Cancel));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_OutOfTheirRangeInCode_KeepTheApplicationFromStarting()
    {
        using var host = Build(builder => builder.Services.AddEngine(options =>
        {
            Small(options).Generation = new GenerationOptions { TopP = 5, KeepTokens = -1 };
            options.Embedding = new EmbeddingOptions { Dimensions = -1 };
        }));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        Assert.Equal(
            ["Generation.KeepTokens is -1; 0 or more was expected", "Generation.top_p is 5; a number from 0 to 1 was expected", "Embedding.Dimensions is -1; 0 or more was expected"],
            error.Failures);
    }

    /// <summary>Every way to say what texts must be, as an operator writes it.</summary>
    [Theory]
    [InlineData("Grammar", "root ::= \"yes\" | \"no\"")]
    [InlineData("Regex", "yes|no")]
    [InlineData("JsonSchema", """{"enum":["yes","no"]}""")]
    [InlineData("GrammarFile", null)]
    [InlineData("JsonSchemaFile", null)]
    public async Task Configuration_DefaultsOfAnOperator_BindEveryAnswer(string way, string? text)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, way == "GrammarFile" ? "root ::= \"yes\" | \"no\"" : """{"enum":["yes","no"]}""", Cancel);
            using var host = Build(builder =>
            {
                builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["Engine:Path"] = TestFiles.Demo,
                    ["Engine:DraftPath"] = TestFiles.Demo,
                    ["Engine:Instructions"] = "Answer yes or no.",
                    ["Engine:Model:Backend"] = "Managed",
                    ["Engine:Model:Threads"] = "1",
                    ["Engine:Generation:Temperature"] = "0",
                    ["Engine:Generation:FinishWithin"] = "8",
                    [$"Engine:Generation:Constraint:{way}"] = text ?? file,
                });
                builder.Services.AddEngine(builder.Configuration.GetSection("Engine"));
            });
            await host.StartAsync(Cancel);
            var client = host.Services.GetRequiredService<IChatClient>();
            var model = host.Services.GetRequiredService<Model>();
            var response = await client.GetResponseAsync("Is a cat an animal?", cancellationToken: Cancel);
            Assert.Contains(response.Text.Trim('"'), (string[])["yes", "no"]);
            Assert.Contains("Answer yes or no.", Prompt(response), StringComparison.Ordinal);
            // A call's own come instead of the defaults.
            var own = await client.GetResponseAsync("Name one, as JSON.", new ChatOptions { Instructions = "Be brief.", ResponseFormat = ChatResponseFormat.ForJsonSchema<bool[]>(), MaxOutputTokens = 8 }, Cancel);
            Assert.StartsWith("[", own.Text, StringComparison.Ordinal);
            Assert.True(Prompt(own).Contains("Be brief.", StringComparison.Ordinal) && !Prompt(own).Contains("Answer yes or no.", StringComparison.Ordinal), Prompt(own));

            string Prompt(ChatResponse of) => model.Tokenizer.Decode([.. ((Answer)of.RawRepresentation!).Completion.PromptIds]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The draft model is the model itself here, so what it drafts is right.</summary>
    [Theory]
    [InlineData(Backend.Managed)]
    [InlineData(Backend.LlamaCpp)]
    public async Task DraftPath_OfASmallModel_DraftsForEveryRequest(Backend backend)
    {
        if (backend == Backend.LlamaCpp) Backends.LlamaCpp.LlamaModels.SkipWithoutLibrary();
        using var host = Build(builder => builder.Services.AddEngine(options =>
        {
            Small(options).DraftPath = TestFiles.Demo;
            options.Model = options.Model with { Backend = backend, Gpu = GpuUse.None };
        }));
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<IChatClient>();
        var drafted = await client.GetResponseAsync("What is a cat?", ChatModels.Greedy, Cancel);
        Assert.True(drafted.Usage!.AdditionalCounts!["DraftedTokens"] > 0);
        // A call may say how, and with what else; one that says nothing of drafts in its own options has none.
        var own = ChatModels.Greedy;
        own.RawRepresentationFactory = _ => new GenerationOptions();
        Assert.Null((await client.GetResponseAsync("What is a cat?", own, Cancel)).Usage!.AdditionalCounts);
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task DraftPath_OfAnotherVocabulary_KeepsTheApplicationFromStarting()
    {
        string other = TestFiles.Shared("models", "stories260K.gguf");
        using var host = Build(builder => builder.Services.AddEngine(options => Small(options).DraftPath = other));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync(Cancel));
        Assert.Contains("the same vocabulary was expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthCheck_FromStartToEnd_TellsTheState()
    {
        using var host = Build(builder => builder.Services.AddEngine(options => Small(options).Loading = ModelLoading.Lazy));
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        await host.StartAsync(Cancel);
        Assert.Equal((HealthStatus.Healthy, "pocket-f16 is loaded with the first request"), await CheckAsync());
        await host.Services.GetRequiredService<IChatClient>().GetResponseAsync("Hello", ChatModels.Greedy, Cancel);
        var (status, text) = await CheckAsync();
        Assert.Equal(HealthStatus.Healthy, status);
        Assert.StartsWith("pocket-f16 on 6 layers on the CPU", text, StringComparison.Ordinal);
        await host.StopAsync(Cancel);
        Assert.Equal((HealthStatus.Unhealthy, "pocket-f16: the application is ending"), await CheckAsync());

        async Task<(HealthStatus, string)> CheckAsync()
        {
            var entry = (await checks.CheckHealthAsync(Cancel)).Entries["engine"];
            return (entry.Status, entry.Description!);
        }
    }

    [Fact]
    public async Task HealthCheck_ModelThatCannotBeLoaded_IsUnhealthyWithTheReason()
    {
        string path = Path.GetTempFileName();
        try
        {
            using var host = Build(builder => builder.Services.AddEngine(options => { options.Path = path; options.Loading = ModelLoading.Background; }));
            await host.StartAsync(Cancel);
            await Assert.ThrowsAnyAsync<Exception>(() => host.Services.GetRequiredService<IChatClient>().GetResponseAsync("Hello", cancellationToken: Cancel));
            var entry = (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel)).Entries["engine"];
            Assert.Equal(HealthStatus.Unhealthy, entry.Status);
            Assert.Contains("could not be loaded", entry.Description, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task StopAsync_WhileSomeoneIsAnswered_WaitsForTheAnswer()
    {
        using var host = Build(builder => builder.Services.AddEngine(options => Small(options).DrainTime = TimeSpan.FromMinutes(5)));
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<IChatClient>();
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 120, RawRepresentationFactory = _ => new GenerationOptions { IgnoreEndOfGeneration = true } };
        var updates = client.GetStreamingResponseAsync("What is a cat?", options, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await updates.MoveNextAsync());
        await host.StopAsync(Cancel);
        Assert.Equal(0, host.Services.GetRequiredService<Model>().Statistics.Running);
        await ((IAsyncDisposable)host).DisposeAsync();
        ChatResponseUpdate? last = null;
        while (await updates.MoveNextAsync()) last = updates.Current;
        Assert.Equal(ChatFinishReason.Length, last!.FinishReason);
        await updates.DisposeAsync();
    }

    [Fact]
    public async Task StopAsync_AnswerWithoutAnEnd_IsCancelledAfterTheTime()
    {
        using var host = Build(builder => builder.Services.AddEngine(options => Small(options).DrainTime = TimeSpan.FromMilliseconds(1)));
        await host.StartAsync(Cancel);
        var endless = new ChatOptions { RawRepresentationFactory = _ => new GenerationOptions { IgnoreEndOfGeneration = true, Overflow = ContextOverflow.Shift } };
        await using var updates = host.Services.GetRequiredService<IChatClient>().GetStreamingResponseAsync("What is a cat?", endless, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await updates.MoveNextAsync());
        await host.StopAsync(Cancel);
        await ((IAsyncDisposable)host).DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            while (await updates.MoveNextAsync()) { }
        });
    }

    [Fact]
    public async Task AddChatClient_AroundTheRegisteredClient_IsTheApplications()
    {
        using var host = Build(builder =>
        {
            builder.Services.AddEngine(options => Small(options));
            builder.Services.AddChatClient(provider => provider.GetRequiredService<EngineChatClient>()).UseFunctionInvocation().UseLogging();
        });
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<IChatClient>();
        Assert.IsNotType<EngineChatClient>(client);
        Assert.NotNull(client.GetService<EngineChatClient>());
        Assert.NotEmpty((await client.GetResponseAsync("Hello", ChatModels.Greedy, Cancel)).Text);
    }

    private static EngineOptions Small(EngineOptions options)
    {
        options.Path = TestFiles.Demo;
        options.Model = new ModelOptions { Backend = Backend.Managed, ContextLength = 256, Threads = 1 };
        return options;
    }

    private static IHost Build(Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ILoggerFactory>(new ListLoggerFactory());
        configure(builder);
        return builder.Build();
    }
}
