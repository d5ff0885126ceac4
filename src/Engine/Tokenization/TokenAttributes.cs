namespace Engine.Tokenization;

/// <summary>What a token is, as <c>tokenizer.ggml.token_type</c> says and well-known texts add.</summary>
[Flags]
internal enum TokenAttributes : byte
{
    None = 0,
    Normal = 1,
    Unknown = 2,
    Control = 4,
    UserDefined = 8,
    Unused = 16,
    Byte = 32,
    /// <summary>White space before the token's text belongs to it.</summary>
    StripLeft = 64,
    /// <summary>White space after the token's text belongs to it.</summary>
    StripRight = 128,
}
