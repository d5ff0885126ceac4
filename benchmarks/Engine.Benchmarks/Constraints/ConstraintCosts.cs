using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Engine.Gguf;
using Engine.Sampling.Constraints;
using Engine.Tokenization;

namespace Engine.Benchmarks.Constraints;

/// <summary>
/// What constraints cost: compiling them, the first mask, and a token (its mask, and accepting it) once a few texts have been written. The texts are drawn
/// evenly from the tokens allowed, which visits more states than any model would.
/// </summary>
internal static class ConstraintCosts
{
    private const int WarmTexts = 40, MeasuredTexts = 20, TextLength = 200, Compilations = 15;

    public static int Run(string[] args)
    {
        using var file = GgufFile.Open(CommandLine.Required(args, "--vocabulary"));
        var tokenizer = new PairedTokenizer(Tokenizer.Create(file), CommandLine.Number(args, "--tokens", 128_256));
        long start = Stopwatch.GetTimestamp();
        var trie = TokenTrie.Create(tokenizer, tokenizer.VocabSize);
        double trieTime = Microseconds(start) / 1000;
        var report = new JsonObject
        {
            ["machine"] = Machine.Describe(),
            ["vocabulary"] = tokenizer.Description,
            ["tokens"] = tokenizer.VocabSize,
            ["tree_nodes"] = trie.Nodes.Length,
            ["tree_ms"] = Math.Round(trieTime, 2),
            ["constraints"] = new JsonArray([.. Cases().Select(row => Measure(row.Name, row.Make, trie))]),
        };
        string text = report.ToString();
        if (CommandLine.Value(args, "--out") is { } path) File.WriteAllText(path, text + "\n");
        Console.WriteLine(text);
        return 0;
    }

    private static IEnumerable<(string Name, Func<Constraint> Make)> Cases()
    {
        string person = """{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":40},"age":{"type":"integer","minimum":0,"maximum":150},"city":{"type":"string"}},"required":["name","age","city"],"additionalProperties":false}""";
        string[] types = ["""{"type":"string"}""", """{"type":"integer","minimum":0}""", """{"type":"array","items":{"type":"number"}}""", """{"enum":["a","b","c"]}""", """{"type":"object","properties":{"x":{"type":"boolean"},"y":{"type":"string","maxLength":20}}}"""];
        string properties = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"property_{i}\":{types[i % types.Length]}"));
        yield return ("any JSON", Constraint.Json);
        yield return ("schema of 3 properties", () => Constraint.JsonSchema(person));
        yield return ("schema of 100 properties, optional", () => Constraint.JsonSchema($"{{\"type\":\"object\",\"properties\":{{{properties}}}}}"));
        yield return ("schema of 100 properties, required", () => Constraint.JsonSchema(
            $"{{\"type\":\"object\",\"properties\":{{{properties}}},\"required\":[{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"property_{i}\""))}]}}"));
        yield return ("regular expression", () => Constraint.Regex("([A-Z][a-z]{1,12} ){2,8}[A-Za-z0-9._%+-]+@[a-z]+\\.(com|org)( .*)?"));
    }

    private static JsonObject Measure(string name, Func<Constraint> make, TokenTrie trie)
    {
        var compile = new List<double>();
        var firstMask = new List<double>();
        Constraint constraint = make();
        for (int i = 0; i < Compilations; i++)
        {
            long start = Stopwatch.GetTimestamp();
            constraint = make();
            compile.Add(Microseconds(start) / 1000);
            var state = constraint.Begin(trie);
            start = Stopwatch.GetTimestamp();
            state.Mask();
            firstMask.Add(Microseconds(start) / 1000);
        }
        var tokens = new List<double>();
        var slowest = new List<double>();
        var random = new Random(1);
        for (int text = 0; text < WarmTexts + MeasuredTexts; text++)
        {
            var costs = Write(constraint.Begin(trie), random);
            if (text < WarmTexts) slowest.AddRange(costs);
            else tokens.AddRange(costs);
        }
        tokens.Sort();
        return new JsonObject
        {
            ["constraint"] = name,
            ["compile_ms"] = Samples.ToJson(compile),
            ["first_mask_ms"] = Samples.ToJson(firstMask),
            ["slowest_token_while_warming_ms"] = Math.Round(slowest.Max() / 1000, 2),
            ["tokens"] = tokens.Count,
            ["token_us"] = new JsonObject
            {
                ["mean"] = Math.Round(tokens.Average(), 2),
                ["median"] = Math.Round(Samples.Median(tokens), 2),
                ["p90"] = Math.Round(tokens[tokens.Count * 90 / 100], 2),
                ["p99"] = Math.Round(tokens[tokens.Count * 99 / 100], 2),
            },
        };
    }

    /// <summary>The microseconds of each token of a text.</summary>
    private static List<double> Write(ConstraintState state, Random random)
    {
        var costs = new List<double>();
        var bits = new ulong[state.WordCount];
        for (int i = 0; i < TextLength && !state.IsComplete; i++)
        {
            long start = Stopwatch.GetTimestamp();
            state.Mask(bits);
            double cost = Microseconds(start);
            int token = Draw(bits, random);
            if (token < 0) break;
            start = Stopwatch.GetTimestamp();
            state.Accept(token);
            costs.Add(cost + Microseconds(start));
        }
        return costs;
    }

    private static int Draw(ulong[] bits, Random random)
    {
        int count = bits.Sum(BitOperations.PopCount);
        if (count == 0) return -1;
        int wanted = random.Next(count);
        for (int i = 0; ; i++)
        {
            int here = BitOperations.PopCount(bits[i]);
            if (wanted >= here)
            {
                wanted -= here;
                continue;
            }
            ulong word = bits[i];
            for (; wanted > 0; wanted--) word &= word - 1;
            return i * 64 + BitOperations.TrailingZeroCount(word);
        }
    }

    private static double Microseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMicroseconds;

    /// <summary>A vocabulary made larger: its own tokens, then pairs of them.</summary>
    private sealed class PairedTokenizer : Tokenizer
    {
        private readonly Tokenizer _tokenizer;
        private readonly byte[][] _pairs;

        public PairedTokenizer(Tokenizer tokenizer, int count)
        {
            _tokenizer = tokenizer;
            var random = new Random(7);
            var known = new HashSet<string>(StringComparer.Ordinal);
            for (int id = 0; id < tokenizer.VocabSize; id++) known.Add(Convert.ToHexString(tokenizer.Bytes(id)));
            var pairs = new List<byte[]>();
            while (pairs.Count < count - tokenizer.VocabSize)
            {
                byte[] pair = [.. tokenizer.Bytes(random.Next(tokenizer.VocabSize)), .. tokenizer.Bytes(random.Next(tokenizer.VocabSize))];
                if (pair.Length is > 0 and < 24 && known.Add(Convert.ToHexString(pair))) pairs.Add(pair);
            }
            _pairs = [.. pairs];
        }

        public override int VocabSize => _tokenizer.VocabSize + _pairs.Length;

        public override SpecialTokens Special => _tokenizer.Special;

        public override string Description => string.Create(CultureInfo.InvariantCulture, $"{_tokenizer.VocabSize} tokens of {_tokenizer.Description} and {_pairs.Length} pairs of them");

        public override int[] Encode(ReadOnlySpan<byte> utf8, bool addSpecial = true, bool parseSpecial = false) => _tokenizer.Encode(utf8, addSpecial, parseSpecial);

        public override ReadOnlySpan<byte> Bytes(int id) => id < _tokenizer.VocabSize ? _tokenizer.Bytes(id) : _pairs[id - _tokenizer.VocabSize];

        public override string Piece(int id) => id < _tokenizer.VocabSize ? _tokenizer.Piece(id) : Encoding.UTF8.GetString(Bytes(id));

        public override bool IsControl(int id) => id < _tokenizer.VocabSize && _tokenizer.IsControl(id);

        public override bool IsEndOfGeneration(int id) => id < _tokenizer.VocabSize && _tokenizer.IsEndOfGeneration(id);

        public override string Decode(ReadOnlySpan<int> ids, bool renderSpecial = false)
        {
            var bytes = new List<byte>();
            foreach (int id in ids) bytes.AddRange(Bytes(id));
            return Encoding.UTF8.GetString([.. bytes]);
        }
    }
}
