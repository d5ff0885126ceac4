using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Engine.Sampling.Constraints;

namespace Engine.Tests.Sampling.Constraints;

public sealed class ConstraintTests
{
    private static readonly JsonSerializerOptions s_web = new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver(), Converters = { new JsonStringEnumConverter() } };

    private enum Colour
    {
        Red,
        Green,
    }

    private sealed record Person(string Name, int Age, string? City, List<Person> Friends)
    {
        public DateOnly Born { get; init; }
        public Dictionary<string, double> Marks { get; init; } = [];
        public bool? Likes { get; init; }
        public TimeOnly At { get; init; }
        public Guid? Id { get; init; }
    }

    private sealed record Car(Colour Colour, decimal Price);

    [Theory]
    [InlineData("yes", true)]
    [InlineData("yesterday", true)]
    [InlineData("yester", false)]
    [InlineData("", false)]
    public void Choice_Texts_AreThoseGiven(string text, bool isOne) => Assert.Equal(isOne, Constraint.Choice("yes", "yesterday", "no").Accepts(text));

    [Fact]
    public void Choice_NoneOrEmpty_IsRefused()
    {
        Assert.Throws<ConstraintException>(() => Constraint.Choice());
        Assert.Equal("choice 2", Assert.Throws<ConstraintException>(() => Constraint.Choice("a", "")).Place);
    }

    [Theory]
    [InlineData("""{"a":[1,-2.5e3,"x\u00e9\n\ud83d\ude00",null,true,{}],"b":[]}""", true)]
    [InlineData("{\n  \"a\": 1\n}", true)]
    [InlineData(" 1", false)]
    [InlineData("01", false)]
    [InlineData("[1,]", false)]
    [InlineData("\"\\ud800\"", false)]
    [InlineData("\"\t\"", false)]
    public void Json_Texts_AreJson(string text, bool isJson)
    {
        Assert.Equal(isJson, Constraint.Json().Accepts(text));
    }

    [Theory]
    [InlineData("""{"a":1,"b":{"a":2,"":[{"a":1},{"a":1}]},"":3}""", true)]
    [InlineData("""{"a":1,"b":2,"a":3}""", false)]
    [InlineData("""{"b":{"a":1,"a":2}}""", false)]
    [InlineData("""{"x\"":1,"x\"":2}""", false)]
    [InlineData("""{"x":"y","xy":"x\",\"x\":"}""", true)]
    public void Json_NameThatComesTwice_IsNotAllowed(string text, bool isAllowed)
    {
        Assert.Equal(isAllowed, Constraint.Json().Accepts(text));
        Assert.Equal(isAllowed, Constraint.JsonSchema("""{"type":"object"}""").Accepts(text));
        var words = new ByteTokenizer("\",\"a\":", ",\"a\"", "a\":1", "{\"a\":1,", "\"a\":");
        var state = Constraint.Json().Begin(TokenTrie.Create(words, words.VocabSize));
        state.Accept(ByteTokenizer.FirstMore + 3);
        Assert.False(state.Allows(ByteTokenizer.FirstMore + 4));
        state.Accept('"');
        Assert.False(state.Allows(ByteTokenizer.FirstMore + 2));
        state.Accept('b');
        Assert.True(state.Allows(ByteTokenizer.FirstMore + 2));
    }

    [Fact]
    public void Json_BytesThatAreNoUtf8_AreNotAllowed()
    {
        foreach (byte[] middle in (byte[][])[[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xE0, 0x80, 0x80]])
            Assert.False(Constraint.Json().Accepts([(byte)'"', .. middle, (byte)'"']));
    }

    [Fact]
    public void Json_OfAType_IsWhatDeserializes()
    {
        var tokenizer = new ByteTokenizer();
        var trie = TokenTrie.Create(tokenizer, tokenizer.VocabSize);
        var person = Constraint.Json<Person>();
        var car = Constraint.Json((JsonTypeInfo<Car>)s_web.GetTypeInfo(typeof(Car)));
        var random = new Random(2);
        for (int i = 0; i < 30; i++)
        {
            string text = ConstraintTexts.Write(person.Begin(trie), tokenizer, random, 100);
            Assert.NotNull(JsonSerializer.Deserialize<Person>(text)!.Friends);
            Assert.NotNull(JsonSerializer.Deserialize<Car>(ConstraintTexts.Write(car.Begin(trie), tokenizer, random, 20), s_web));
        }
        Assert.True(car.Accepts("""{"colour":"Green","price":1.5}"""));
        Assert.False(car.Accepts("""{"colour":"Green"}"""));
    }

    [Fact]
    public void Grammar_WithAsManyReadingsAsTextsOfBits_IsReadInTimeThatDoesNotDouble()
    {
        var constraint = Constraint.Grammar("root ::= \"x\" root \"y\" | \"x\" root \"z\" | \"x\"");
        Assert.True(constraint.Accepts(new string('x', 300) + new string('z', 299)));
        Assert.False(constraint.Accepts(new string('x', 300) + new string('z', 300)));
    }

    [Fact]
    public void Grammar_ThatOpensRulesWithoutEnd_IsHeldToADepth()
    {
        var constraint = Constraint.Json();
        string deep = new string('[', ConstraintLimits.MaxDepth * 2) + new string(']', ConstraintLimits.MaxDepth * 2);
        Assert.False(constraint.Accepts(deep));
        Assert.True(constraint.Accepts(new string('[', 100) + new string(']', 100)));
    }

    [Fact]
    public void Grammar_WithTooManyReadings_IsRefusedWhenTheTextHasThem()
    {
        var constraint = Constraint.Grammar("root ::= ((\"a\"{1,5000}){1,5000} \"b\"){1,5000}");
        Assert.Throws<ConstraintException>(() => constraint.Accepts(new string('a', 4000)));
    }

    [Fact]
    public void Grammar_TooLarge_IsRefused() =>
        Assert.Throws<ConstraintException>(() => Constraint.Grammar("root ::= \"" + new string('a', ConstraintLimits.MaxNodes) + "\""));

    [Fact]
    public void Utf8Sequences_EveryCharacterOfASet_IsReadAndNoOther()
    {
        var random = new Random(9);
        for (int round = 0; round < 40; round++)
        {
            var set = CharacterSet.Of(Enumerable.Range(0, 3).Select(_ =>
            {
                int first = random.Next(round % 2 == 0 ? 0x900 : 0x110000);
                return (first, Math.Min(first + random.Next(round % 3 == 0 ? 0x30 : 0x11000), 0x10FFFF));
            }));
            var dfa = Dfa.Of(new Expression.Character(set));
            byte[] utf8 = new byte[4];
            for (int i = 0; i < 3000; i++)
            {
                int codePoint = i < 2000 ? random.Next(0x110000) : set.Ranges[random.Next(set.Ranges.Count)] is var range && i % 2 == 0 ? range.First - 1 + i % 3 : range.Last - 1 + i % 3;
                if (!System.Text.Rune.IsValid(codePoint)) continue;
                int length = new System.Text.Rune(codePoint).EncodeToUtf8(utf8);
                Assert.Equal(set.Contains(codePoint), dfa.Contains(utf8.AsSpan(0, length)));
            }
        }
    }
}
