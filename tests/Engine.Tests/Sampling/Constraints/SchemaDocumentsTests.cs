using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engine.Gguf;
using Engine.Sampling.Constraints;
using Engine.Tokenization;
using Json.Schema;

namespace Engine.Tests.Sampling.Constraints;

/// <summary>Documents written at random under every schema, judged by a validator that is not ours.</summary>
public sealed partial class SchemaDocumentsTests
{
    private const int DocumentsPerSchema = 17;   // with the samples' number, a thousand

    private static readonly ConcurrentDictionary<string, Lazy<TokenTrie>> s_tries = new();

    public static TheoryData<int, string> Cases
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (int i = 0; i < SchemaSamples.All.Length; i++) rows.Add(i, i % 2 == 0 ? "pocket-f16.gguf" : "SmolLM2-135M-Instruct.Q4_1.gguf");
            return rows;
        }
    }

    [Fact]
    public void Samples_TimesDocuments_AreAThousand() => Assert.True(SchemaSamples.All.Length >= 60 && SchemaSamples.All.Length * DocumentsPerSchema >= 1000);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Documents_DrawnAtRandom_AreValid(int sample, string model)
    {
        var trie = Trie(TestFiles.Shared("models", model));
        string text = SchemaSamples.All[sample];
        var schema = JsonSchema.FromText(text);
        var constraint = Constraint.JsonSchema(text);
        var random = new Random(sample);
        for (int i = 0; i < DocumentsPerSchema; i++)
        {
            string document = ConstraintTexts.Write(constraint.Begin(trie), trie.Tokenizer, random, length: 10 + i * 4);
            Assert.True(IsValid(schema, document), $"{document}\nis not valid under {text}");
        }
    }

    [Theory]
    [InlineData("""{"type":"integer","minimum":3}""", "2")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"abc\"")]
    public void Validator_DocumentThatIsNotValid_SaysSo(string schema, string document) => Assert.False(IsValid(JsonSchema.FromText(schema), document));

    /// <summary>Whether the validator accepts <paramref name="document"/>.</summary>
    public static bool IsValid(JsonSchema schema, string document)
    {
        using var parsed = JsonDocument.Parse(Judgeable().Replace(document, "1.5"), new JsonDocumentOptions { MaxDepth = 1000 });
        return schema.Evaluate(parsed.RootElement, new EvaluationOptions { RequireFormatValidation = true }).IsValid;
    }

    /// <summary>Numbers beyond System.Decimal, which the validator cannot judge. Outside of strings only: within, there is no digit after a colon, comma or bracket.</summary>
    [GeneratedRegex(@"(?<=^|[:,\[] ?)-?\d[\d.]*[eE][-+]?\d\d(?=$|[\s,\]}])")]
    private static partial Regex Judgeable();

    private static TokenTrie Trie(string path) => s_tries.GetOrAdd(path, file => new(() =>
    {
        using var gguf = GgufFile.Open(file);
        var tokenizer = Tokenizer.Create(gguf);
        return TokenTrie.Create(tokenizer, tokenizer.VocabSize);
    })).Value;
}
