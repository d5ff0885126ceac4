using System.Text.Json;
using Engine.Tests.Sampling.Constraints;
using Json.Schema;

namespace Engine.Tests.Generation;

/// <summary>Generation under constraints, by real models.</summary>
public sealed class ConstrainedGenerationTests
{
    private const string Person = """{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":40},"age":{"type":"integer","minimum":0,"maximum":150},"city":{"type":"string","minLength":1,"maxLength":40}},"required":["name","age","city"],"additionalProperties":false}""";

    private static readonly string[] s_names = ["Mia", "Tom", "Nora", "Ivan", "Aisha", "Leo", "Hugo", "Zoe", "Omar", "Lena", "Finn", "Ada", "Noah", "Ruth", "Emil", "Vera", "Otto", "Iris", "Paul", "Nina"];
    private static readonly string[] s_cities = ["Oslo", "Paris", "Lisbon", "Cairo", "Quito", "Turin", "Ghent", "Perth", "Osaka", "Lima"];
    private static readonly string[] s_works = ["a teacher", "a baker", "a nurse", "a pilot"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Demo_ExtractsUnderASchema_EveryDocumentIsValid()
    {
        var schema = JsonSchema.FromText(Person);
        var options = new GenerationOptions { Constraint = Constraint.JsonSchema(Person), Temperature = 0, MaxTokens = 60, FinishWithin = 60 };
        await using var model = await Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = Backend.Managed, CacheTokens = 8192 }, Cancel);
        var prompts = s_names.SelectMany((name, i) => s_cities.Select((city, j) =>
            Chat($"Extract name, age and city as JSON.\n\n{name} is {20 + (i * 7 + j * 3) % 60} years old, lives in {city} and works as {s_works[(i + j) % 4]}.")));
        var completions = await Task.WhenAll(prompts.Select(prompt => model.CompleteAsync(prompt, options, Cancel)));
        Assert.Equal(200, completions.Length);
        foreach (var completion in completions)
        {
            Assert.Equal(FinishReason.Stop, completion.FinishReason);
            using var document = JsonDocument.Parse(completion.Text);
            Assert.True(schema.Evaluate(document.RootElement).IsValid, completion.Text);
        }
    }

    [Theory]
    [InlineData(Backend.Managed)]
    [InlineData(Backend.Reference)]
    [InlineData(Backend.LlamaCpp)]
    public async Task Generate_Choice_IsOneOfThem(Backend backend)
    {
        await using var model = await LoadAsync(TestFiles.Demo, backend);
        var completion = await model.CompleteAsync("The weather is", new GenerationOptions { Constraint = Constraint.Choice(" red hot", " blue"), Temperature = 1, Seed = 4 }, Cancel);
        Assert.Contains(completion.Text, (string[])[" red hot", " blue"]);
        Assert.Equal(FinishReason.Stop, completion.FinishReason);
    }

    [Fact]
    public async Task Generate_EncoderDecoder_DropsTheSpaceBeforeTheText()
    {
        await using var model = await Model.LoadAsync(TestFiles.Shared("models", "pocket-t5-f16.gguf"), cancellationToken: Cancel);
        var completion = await model.CompleteAsync("What is it?", new GenerationOptions { Constraint = Constraint.Regex("[a-z]{3,9}( [a-z]{3,9})?\\."), MaxTokens = 20, FinishWithin = 20 }, Cancel);
        Assert.Matches("^[a-z]{3,9}( [a-z]{3,9})?\\.$", completion.Text);
    }

    [Fact]
    public async Task Generate_TokensRunOut_TheFinishReasonSaysWhetherTheTextIsWhole()
    {
        await using var model = await LoadAsync(TestFiles.Demo, Backend.Managed);
        var options = new GenerationOptions { Constraint = Constraint.Json(), Temperature = 1.5f, TopK = 0, TopP = 1, MinP = 0, MaxTokens = 12 };
        int cut = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            var completion = await model.CompleteAsync("{", options with { Seed = seed }, Cancel);
            if (completion.FinishReason == FinishReason.Length) cut++;
            else using (JsonDocument.Parse(completion.Text)) Assert.Equal(FinishReason.Stop, completion.FinishReason);
            var whole = await model.CompleteAsync("{", options with { Seed = seed, FinishWithin = 40 }, Cancel);
            using (JsonDocument.Parse(whole.Text)) Assert.Equal(FinishReason.Stop, whole.FinishReason);
            Assert.InRange(whole.Ids.Count, 1, 12 + 40);
        }
        Assert.InRange(cut, 1, 20);
    }

    [Fact]
    public async Task Generate_ContextRunsOut_TokensAreKeptToFinishIn()
    {
        await using var model = await Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = Backend.Managed, ContextLength = 64 }, Cancel);
        var options = new GenerationOptions { Constraint = Constraint.Regex("<([a-z ]+)>"), Temperature = 1, Seed = 1, FinishWithin = 3 };
        var completion = await model.CompleteAsync("Once upon a time", options, Cancel);
        Assert.Matches("^<[a-z ]+>$", completion.Text);
        Assert.Equal(FinishReason.Stop, completion.FinishReason);
    }

    [Fact]
    public async Task Generate_AfterTrigger_IsFreeUntilThen()
    {
        await using var model = await LoadAsync(TestFiles.Demo, Backend.Managed);
        var options = new GenerationOptions { Temperature = 0, MaxTokens = 12 };
        var free = await model.CompleteAsync("Once upon a time", options, Cancel);
        var waiting = await model.CompleteAsync("Once upon a time", options with { Constraint = Constraint.Choice(" x").After("never said") }, Cancel);
        Assert.Equal(free.Ids, waiting.Ids);
        string trigger = model.Tokenizer.Decode([.. free.Ids.Take(2)]);
        var triggered = await model.CompleteAsync("Once upon a time", options with { Constraint = Constraint.Choice("!?").After(trigger) }, Cancel);
        Assert.Equal(trigger + "!?", triggered.Text);
    }

    [Fact]
    public async Task Generate_FinishWithinAndNoConstraint_IsRefused()
    {
        await using var model = await LoadAsync(TestFiles.Demo, Backend.Managed);
        await Assert.ThrowsAsync<ArgumentException>(() => model.CompleteAsync("a", new GenerationOptions { FinishWithin = 3 }, Cancel));
    }

    [Fact]
    public async Task SmolLm_SomeSchemas_WritesWhatTheyAccept() => await WriteAsync(every: 6, times: 1, maxTokens: 16);

    /// <summary>A thousand documents; minutes.</summary>
    [Fact(Explicit = true)]
    public async Task SmolLm_EverySchema_WritesAThousandDocuments() => await WriteAsync(every: 1, times: 17, maxTokens: 32);

    private static async Task WriteAsync(int every, int times, int maxTokens)
    {
        await using var model = await Model.LoadAsync(TestFiles.Shared("models", "SmolLM2-135M-Instruct.Q4_1.gguf"), new ModelOptions { Backend = Backend.Managed, CacheTokens = 16384, ContextLength = 1024 }, Cancel);
        var samples = SchemaSamples.All.Where((_, i) => i % every == 0).ToList();
        var tasks = samples.SelectMany(schema => Enumerable.Range(0, times).Select(async i =>
        {
            var options = new GenerationOptions { Constraint = Constraint.JsonSchema(schema), Seed = (ulong)i, Temperature = 1, MaxTokens = maxTokens, FinishWithin = 400 };
            var completion = await model.CompleteAsync(Chat($"Write an example of JSON for this schema: {schema}"), options, Cancel);
            Assert.True(completion.FinishReason == FinishReason.Stop, $"{completion.FinishReason}: {completion.Text}");
            Assert.True(SchemaDocumentsTests.IsValid(JsonSchema.FromText(schema), completion.Text), $"{completion.Text}\nis not valid under {schema}");
        }));
        await Task.WhenAll(tasks);
    }

    private static string Chat(string message) => $"<|im_start|>user\n{message}<|im_end|>\n<|im_start|>assistant\n";

    private static async Task<Model> LoadAsync(string path, Backend backend)
    {
        try
        {
            return await Model.LoadAsync(path, new ModelOptions { Backend = backend }, Cancel);
        }
        catch (InvalidOperationException missing) when (backend == Backend.LlamaCpp)
        {
            Assert.Skip($"skipped: {missing.Message}");
            throw;
        }
    }
}
