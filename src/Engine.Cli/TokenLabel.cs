namespace Engine.Cli;

/// <summary>Tokens as labels: spaces, line ends and whatever has no picture made visible.</summary>
internal static class TokenLabel
{
    public static string Of(string token) => UntrustedText.Show(token).Replace(' ', '·');
}
