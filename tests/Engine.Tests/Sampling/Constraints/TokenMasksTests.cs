using System.Text;
using Engine.Sampling.Constraints;

namespace Engine.Tests.Sampling.Constraints;

public sealed class TokenMasksTests
{
    private static readonly string[] s_words =
        ["ab", "abc", "b,", ",\"", "\":", "\":\"", "{\"", "\"}", "}}", "]]", "[[", "],", "true", "null}", "12", "3.5", " \"", "\",\"", "aaaaaaaaaaaaaaaa", "\u00e9", "\u00e9\u00e9", "cb", "bb", "ba,b"];

    private static readonly ByteTokenizer s_tokenizer = new(s_words);
    private static readonly TokenTrie s_trie = TokenTrie.Create(s_tokenizer, s_tokenizer.VocabSize);

    public static TheoryData<string> Constraints => ["json", "counted", "ambiguous", "nullable", "deep", "regex", "schema", "lazy"];

    /// <summary>The mask against the definition: a token is allowed when each of its bytes is, one after the other.</summary>
    [Theory]
    [MemberData(nameof(Constraints))]
    public void Mask_EveryToken_IsAllowedWhenItsBytesAre(string name)
    {
        var constraint = Make(name);
        var random = new Random(5);
        for (int round = 0; round < 20; round++)
        {
            var state = constraint.Begin(s_trie);
            for (int step = 0; step < 40 && !state.IsComplete; step++)
            {
                var mask = state.Mask();
                for (int token = 0; token < s_trie.VocabSize; token++)
                    Assert.True(TokenTrie.IsSet(mask, token) == IsAllowed(state, token), $"{name}, step {step}: token {token} '{s_tokenizer.Piece(token)}'");
                int next = ConstraintTexts.Draw(mask, random);
                Assert.True(next >= 0, $"{name}: nothing is allowed");
                if (next == ByteTokenizer.End) break;
                state.Accept(next);
            }
        }
    }

    [Fact]
    public void Accept_TokenThatIsNotAllowed_IsTheEndOfAll()
    {
        var state = Constraint.Choice("yes", "no").Begin(s_trie);
        state.Accept('x');
        Assert.True(state.IsDead);
        Assert.Empty(ConstraintTexts.Tokens(state.Mask()));
    }

    [Fact]
    public void Rewind_AfterTokens_AllowsWhatItDidThere()
    {
        var state = Constraint.Json().Begin(s_trie);
        Accept(state, "{\"ab");
        ulong[] mask = state.Mask().ToArray();
        var fork = state.Fork();
        Accept(state, "c\":1");
        state.Rewind(4);
        Assert.Equal(mask, state.Mask().ToArray());
        Accept(fork, "\":2}");
        Assert.True(fork.IsComplete);
        Assert.False(state.CanEnd);
    }

    [Theory]
    [InlineData("", "0")]
    [InlineData("[1,{\"a\":\"x", "[1,{\"a\":\"x\"}]")]
    [InlineData("{\"a", "{\"a\":0}")]
    [InlineData("tr", "true")]
    public void ShortestMask_FromThere_LeadsToTheEndInAsManyBytesAsSaid(string text, string whole)
    {
        var state = Constraint.Json().Begin(s_trie);
        Accept(state, text);
        int rest = state.Rest, bytes = 0;
        Assert.Equal(whole.Length - text.Length, rest);
        while (!state.IsComplete && ConstraintTexts.Draw(state.ShortestMask(), new Random(bytes)) is var token && token != ByteTokenizer.End)
        {
            bytes += s_tokenizer.Bytes(token).Length;
            state.Accept(token);
        }
        Assert.True(state.CanEnd);
        Assert.Equal(rest, bytes);
    }

    [Fact]
    public void After_TriggerWithinAToken_HoldsForTheRestOfIt()
    {
        var constraint = Constraint.Choice("yes", "no").After("<go>");
        var state = constraint.Begin(s_trie);
        Accept(state, "any text <g<");
        Assert.True(state.CanEnd && state.Allows(ByteTokenizer.Control) && state.Allows('x'));
        state.Accept(ByteTokenizer.Control);
        Accept(state, "go>");
        Assert.Equal(["n", "y"], ConstraintTexts.Tokens(state.Mask()).Select(token => s_tokenizer.Piece(token)).Order());
        Assert.False(state.CanEnd);
        Accept(state, "no");
        Assert.True(state.IsComplete);
        // A token that holds the end of the trigger and what may not follow it is not allowed.
        var words = new ByteTokenizer("o>no", "o>maybe");
        state = constraint.Begin(TokenTrie.Create(words, words.VocabSize));
        Accept(state, "<g");
        Assert.True(state.Allows(ByteTokenizer.FirstMore));
        Assert.False(state.Allows(ByteTokenizer.FirstMore + 1));
    }

    [Fact]
    public void AfterToken_ControlToken_BeginsTheConstraint()
    {
        var state = Constraint.Choice("yes").AfterToken("<control>").Begin(s_trie);
        Accept(state, "no <control> yet");
        Assert.True(state.CanEnd && state.Allows('x'));
        state.Accept(ByteTokenizer.Control);
        Assert.Equal(['y'], ConstraintTexts.Tokens(state.Mask()).Select(token => (char)token));
    }

    [Fact]
    public void AfterToken_VocabularyHasNoneSuch_IsRefused() =>
        Assert.Contains("'<other>'", Assert.Throws<ConstraintException>(() => Constraint.Choice("yes").AfterToken("<other>").Begin(s_trie)).Message, StringComparison.Ordinal);

    [Fact]
    public void Begin_FirstSpaceIsDropped_AllowsOneBeforeTheText()
    {
        var state = Constraint.Choice("yes").Begin(s_trie, dropsSpace: true);
        Assert.Equal([' ', 'y'], ConstraintTexts.Tokens(state.Mask()).Select(token => (char)token));
        Accept(state, " yes");
        Assert.True(state.IsComplete);
    }

    [Fact]
    public void Grammar_NamedTokens_AreReadWhole()
    {
        var state = Constraint.Grammar("root ::= <control> !<[97]> \"!\"").Begin(s_trie);
        Assert.Equal([ByteTokenizer.Control], ConstraintTexts.Tokens(state.Mask()));
        state.Accept(ByteTokenizer.Control);
        Assert.False(state.Allows('a'));
        Assert.False(state.Allows(ByteTokenizer.End));
        Assert.True(state.Allows(ByteTokenizer.FirstMore) && state.Allows(ByteTokenizer.Control) && state.Allows('b'));
        state.Accept(ByteTokenizer.FirstMore);
        Accept(state, "!");
        Assert.True(state.IsComplete);
    }

    [Fact]
    public void Mask_ManyTextsUnderOneConstraint_KeepsABoundedCache()
    {
        // Each text has its own stack: 512 deep, and all of them different.
        var constraint = Constraint.Grammar("root ::= \"a\" root \"x\" | \"b\" root \"y\" | \"c\"");
        var random = new Random(3);
        for (int round = 0; round < 200; round++)
        {
            var state = constraint.Begin(s_trie);
            for (int i = 0; i < 400; i++) Accept(state, random.Next(2) == 0 ? "a" : "b");
            Assert.True(state.Allows('c'));
        }
    }

    private static void Accept(ConstraintState state, string text)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(text)) state.Accept(value);
    }

    private static bool IsAllowed(ConstraintState state, int token)
    {
        if (token == ByteTokenizer.End) return state.CanEnd;
        var fork = state.Fork();
        if (s_tokenizer.Bytes(token).IsEmpty) fork.Accept(token);
        foreach (byte value in s_tokenizer.Bytes(token))
        {
            // Down to bytes, the mask is that of the definition itself.
            if (s_tokenizer.Bytes(token).Length > 1 && !fork.Allows(value)) return false;
            fork.Accept(value);
        }
        return !fork.IsDead && (s_tokenizer.Bytes(token).Length != 1 || token != '"' || state.Allows(token));
    }

    private static Constraint Make(string name) => name switch
    {
        "json" => Constraint.Json(),
        "counted" => Constraint.Grammar("root ::= \"[\" ([a-c]{3,40} \",\"?){2,30} \"]\" \"a\"{20,}"),
        "ambiguous" => Constraint.Grammar("root ::= \"a\" root \"b\" | \"a\" root \"c\" | [abc]+ | \"a\""),
        "nullable" => Constraint.Grammar("root ::= (\"a\"? ws \"b\"?){40,90} (ws \",\"){2,5}\nws ::= \" \"*"),
        "deep" => Constraint.Grammar("root ::= \"[\" (root (\",\" root)*)? \"]\" | \"{\" pair \"}\"\npair ::= \"\\\"\" [a-c]* \"\\\":\" root"),
        "regex" => Constraint.Regex("(ab|a|\\u00e9){2,30}(,b)*"),
        "schema" => Constraint.JsonSchema("""{"type":"object","properties":{"ab":{"type":"array","items":{"type":"number","minimum":2}},"abc":{"type":"string","maxLength":70,"minLength":3}},"required":["abc"],"additionalProperties":{"type":"null"}}"""),
        _ => Constraint.Json().After("abc"),
    };
}
