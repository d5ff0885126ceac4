using System.Text.RegularExpressions;

namespace Engine.Tokenization;

/// <summary>The table of pre-tokenizers, by what <c>tokenizer.ggml.pre</c> calls them.</summary>
/// <remarks>The expressions are those of each model family's own <c>tokenizer.json</c>, in the adaptation llama.cpp gives them.</remarks>
internal static partial class PreTokenizers
{
    private const string Gpt2Words = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)";
    private const string Contractions = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
    private const string Llama3Before = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|";
    private const string Llama3After = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly PreTokenizerStage s_gpt2 = new(Gpt2, TextView.Classes);
    private static readonly PreTokenizerStage s_digit = new(Digit, TextView.Classes);
    private static readonly PreTokenizerStage s_digits = new(Digits, TextView.Classes);
    private static readonly PreTokenizerStage s_threeDigits = new(ThreeDigits, TextView.Literal);
    private static readonly PreTokenizerStage s_lineBreak = new(LineBreak, TextView.Literal);
    private static readonly PreTokenizerStage s_deepSeekIdeographs = new(DeepSeekIdeographs, TextView.Literal);
    private static readonly PreTokenizerStage s_llama3 = new(Llama3, TextView.Classes);
    private static readonly PreTokenizerStage s_qwen2 = new(Qwen2, TextView.Classes);

    public static PreTokenizer[] All { get; } =
    [
        new(["default", ""],
            [new(DefaultPunctuation, TextView.Classes), s_gpt2, s_digits, s_threeDigits]),
        new(["gpt-2", "phi-2", "jina-es", "jina-de", "jina-v1-en", "jina-v2-es", "jina-v2-de", "jina-v2-code", "roberta-bpe", "gigachat", "a.x-4.0", "mellum",
             "modern-bert", "exaone4", "mpt", "olmo", "jais", "trillion", "granite-docling"],
            [s_gpt2]),
        new(["llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano"],
            [s_llama3]) { IgnoresMerges = true, AddsBos = true },
        new(["dbrx", "smaug-bpe", "glm4", "chatglm-bpe"],
            [s_llama3]),
        new(["smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b", "mellum2"],
            [s_digit, s_gpt2]),
        new(["qwen2", "stablelm2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "hunyuan", "solar-open", "grok-2"],
            [s_qwen2]),
        new(["deepseek-llm"],
            [
                s_lineBreak, new(DeepSeekLetters, TextView.Literal), new(DeepSeekPunctuation, TextView.Literal),
                new(TrailingSpace, TextView.Literal), s_deepSeekIdeographs, s_digits,
            ]),
        new(["deepseek-coder"],
            [
                s_lineBreak, new(SpacedLetters, TextView.Classes), new(SpacedPunctuation, TextView.Classes),
                s_deepSeekIdeographs, s_digit,
            ]),
        new(["falcon"],
            [new(FalconPunctuation, TextView.Classes), s_gpt2, s_threeDigits]),
    ];

    /// <summary>The row that carries <paramref name="name"/>, or null.</summary>
    public static PreTokenizer? Find(string name) => Array.Find(All, row => row.Names.Contains(name));

    [GeneratedRegex(Gpt2Words)]
    private static partial Regex Gpt2();

    [GeneratedRegex(Llama3Before + @"\p{N}{1,3}" + Llama3After)]
    private static partial Regex Llama3();

    [GeneratedRegex(Llama3Before + @"\p{N}" + Llama3After)]
    private static partial Regex Qwen2();

    [GeneratedRegex(@"\p{N}")]
    private static partial Regex Digit();

    [GeneratedRegex(@"\p{N}+")]
    private static partial Regex Digits();

    [GeneratedRegex("[0-9][0-9][0-9]")]
    private static partial Regex ThreeDigits();

    [GeneratedRegex(@"[\r\n]")]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"[\p{P}\$\+<=>\^~\|]+")]
    private static partial Regex DefaultPunctuation();

    [GeneratedRegex(@"[\p{P}\$\+<=>\^~\|`]+")]
    private static partial Regex FalconPunctuation();

    [GeneratedRegex(@"\s?\p{L}+")]
    private static partial Regex SpacedLetters();

    [GeneratedRegex(@"\s?\p{P}+")]
    private static partial Regex SpacedPunctuation();

    [GeneratedRegex(@"\s+\z")]
    private static partial Regex TrailingSpace();

    [GeneratedRegex(@"[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+")]
    private static partial Regex DeepSeekIdeographs();

    [GeneratedRegex(@"\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002]+")]
    private static partial Regex DeepSeekPunctuation();

    [GeneratedRegex(@"\s?[A-Za-z\u00B5\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BA\u01BC-\u01BF\u01C4-\u0293\u0295-\u02AF\u0370-\u0373\u0376\u0377"
        + @"\u037B-\u037D\u037F\u0386\u0388-\u038A\u038C\u038E-\u03A1\u03A3-\u03F5\u03F7-\u0481\u048A-\u052F\u0531-\u0556\u10A0-\u10C5\u13A0-\u13F5"
        + @"\u13F8-\u13FD\u1C90-\u1CBA\u1CBD-\u1CBF\u1D00-\u1D2B\u1D6B-\u1D77\u1D79-\u1D9A\u1E00-\u1F15\u1F18-\u1F1D\u1F20-\u1F45\u1F48-\u1F4D"
        + @"\u1F50-\u1F57\u1F59\u1F5B\u1F5D\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE\u1FC2-\u1FC4\u1FC6-\u1FCC\u1FD0-\u1FD3\u1FD6-\u1FDB"
        + @"\u1FE0-\u1FEC\u1FF2-\u1FF4\u1FF6-\u1FFC\u2102\u2107\u210A-\u2113\u2115\u2119-\u211D\u2124\u2126\u2128\u212A-\u212D\u212F-\u2134\u2139"
        + @"\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184\u2C00-\u2C7B\u2C7E-\u2CE4\u2CEB-\u2CEE\u2CF2\u2CF3\uA640-\uA66D\uA680-\uA69B\uA722-\uA76F"
        + @"\uA771-\uA787\uA78B-\uA78E\uAB70-\uABBF\uFB00-\uFB06\uFB13-\uFB17\uFF21-\uFF3A\uFF41-\uFF5A\uD800]+")]
    private static partial Regex DeepSeekLetters();
}
