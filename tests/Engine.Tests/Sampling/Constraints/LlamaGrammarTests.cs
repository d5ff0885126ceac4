using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Engine.Gguf;
using Engine.Sampling.Constraints;
using Engine.Tests.Oracles;
using Engine.Tokenization;

namespace Engine.Tests.Sampling.Constraints;

/// <summary>The tokens a grammar allows, beside those llama.cpp's grammar sampler allows, step after step.</summary>
public sealed class LlamaGrammarTests
{
    private const int Steps = 24;

    private static readonly Dictionary<string, string> s_grammars = new()
    {
        ["json"] = """
            root   ::= object
            value  ::= object | array | string | number | ("true" | "false" | "null") ws
            object ::= "{" ws ( string ":" ws value ("," ws string ":" ws value)* )? "}" ws
            array  ::= "[" ws ( value ("," ws value)* )? "]" ws
            string ::= "\"" ( [^"\\\x7F\x00-\x1F] | "\\" (["\\bfnrt] | "u" [0-9a-fA-F]{4}) )* "\"" ws
            number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,15})? ws
            ws ::= | " " | "\n" [ \t]{0,20}
            """,
        ["arithmetic"] = """
            root ::= (expr "=" ws term "\n")+
            expr ::= term ([-+*/] term)*
            term ::= ident | num | "(" ws expr ")" ws
            ident ::= [a-z] [a-z0-9_]* ws
            num ::= [0-9]+ ws
            ws ::= [ \t\n]*
            """,
        ["ambiguous"] = """
            root ::= "a" root "b" | "a" root "c" | word | "a"
            word ::= [a-z]+ " "? word?
            """,
        ["counted"] = """
            root ::= ([a-z]{2,7} " "){3,9} ("x"{40} | [0-9]{5,}) "."{0,3} end
            end ::= ("the end" | "the" | .{1,3})?   # whatever it is
            """,
        ["characters"] = """
            root ::= [äöüß] [а-я]* "\u00e9\x41\U0001F600"? ([^a-zA-Z0-9 ]{1,3} | [一-龥ぁ-ん]+)
            """,
        ["nested"] = "root ::= (\n  \"1. \" ((\"e\" | (\"d\" | \"c\" (\"5\")?)?) \" \")* # moves\n  | \"(\" root \")\"\n)+",
        ["tokens"] = "root ::= \"a\"* (<[100]> | !<[101]> \"b\" | <[102]>+ \"c\")",
        ["empty"] = "root ::= | \"\" | (\"x\" | )",
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (string file in (string[])["models/pocket-f16.gguf", "models/SmolLM2-135M-Instruct.Q4_1.gguf", "models/stories260K.gguf", "tokenizers/ggml-vocab-llama-spm.gguf"])
                foreach (string grammar in s_grammars.Keys) rows.Add(file, grammar);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Mask_SameGrammar_AllowsWhatLlamaAllows(string file, string grammar)
    {
        string path = TestFiles.Shared(file.Split('/'));
        using var gguf = GgufFile.Open(path);
        using var vocabulary = LlamaVocabulary.Open(path);
        var tokenizer = Tokenizer.Create(gguf);
        var trie = TokenTrie.Create(tokenizer, tokenizer.VocabSize);
        var constraint = Constraint.Grammar(s_grammars[grammar]);
        var random = new Random(11);
        for (int round = 0; round < 2; round++)
        {
            using var llama = LlamaGrammar.Parse(vocabulary, s_grammars[grammar]);
            Assert.NotNull(llama);
            var state = constraint.Begin(trie);
            var text = new List<byte>();
            for (int step = 0; step < Steps; step++)
            {
                AssertEqual(llama.Allowed(), state.Mask(), tokenizer, text, namesTokens: grammar == "tokens");
                int token = ConstraintTexts.Draw(Prefer(state.Mask(), tokenizer, random), random);
                if (token < 0 || tokenizer.IsEndOfGeneration(token)) break;
                llama.Accept(token);
                state.Accept(token);
                text.AddRange(tokenizer.Bytes(token));
            }
        }
    }

    /// <summary>The short tokens half of the time: others would end most grammars at once.</summary>
    private static ulong[] Prefer(ReadOnlySpan<ulong> mask, Tokenizer tokenizer, Random random)
    {
        ulong[] preferred = mask.ToArray();
        foreach (int token in ConstraintTexts.Tokens(mask))
            if (tokenizer.IsEndOfGeneration(token) || (random.Next(2) == 0 && tokenizer.Bytes(token).Length > 3)) preferred[token >> 6] &= ~(1UL << token);
        return preferred;
    }

    private static void AssertEqual(bool[] llama, ReadOnlySpan<ulong> mask, Tokenizer tokenizer, List<byte> text, bool namesTokens)
    {
        for (int token = 0; token < llama.Length; token++)
        {
            bool allowed = TokenTrie.IsSet(mask, token);
            if (allowed == llama[token]) continue;
            var bytes = tokenizer.Bytes(token);
            // They end a token at a zero byte, take a control token for the text it is spelled with, let through some bytes that are no UTF-8,
            // and do not where a token is to be any but one.
            if (allowed && namesTokens && !Utf8.IsValid(bytes)) continue;
            if (bytes.Contains((byte)0) || !MayBeUtf8([.. text, .. bytes]) || (!allowed && bytes.IsEmpty)) continue;
            Assert.Fail($"token {token} '{tokenizer.Piece(token)}' after '{Encoding.UTF8.GetString([.. text])}': ours {allowed}, llama {llama[token]}");
        }
    }

    private static bool MayBeUtf8(byte[] bytes)
    {
        for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty;)
        {
            var status = Rune.DecodeFromUtf8(rest, out _, out int length);
            if (status == OperationStatus.NeedMoreData) return true;
            if (status != OperationStatus.Done) return false;
            rest = rest[length..];
        }
        return true;
    }
}
