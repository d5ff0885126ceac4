namespace Engine.Cli;

/// <summary>Tokens as labels: spaces and line ends made visible.</summary>
internal static class TokenLabel
{
    public static string Of(string token) =>
        token.Replace(' ', '·').Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
}
