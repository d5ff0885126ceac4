namespace Engine;

/// <summary>How a text becomes tokens.</summary>
/// <param name="AddSpecial">Whether the tokens that the model wants around every text, such as BOS, are added.</param>
/// <param name="ParseSpecial">Whether the text of special tokens is read as those tokens.</param>
public sealed record PromptEncoding(bool AddSpecial = true, bool ParseSpecial = true);
