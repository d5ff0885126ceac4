using System.Text.RegularExpressions;

namespace Engine.Tests.Sampling.Constraints;

public sealed class PatternTests
{
    private static readonly string[] s_patterns =
    [
        "a", "abc|bc?", "(a|b)*c", "a{2,4}", "a{2}b{1,}", "[abc]+", "[^a]b", "(?:ab)+c?", "(?<name>a)b", "a*?b+?", ".b.", "\\w\\d?", "\\s*a", "^abc$", "(^a|b)c", "a(b$|c$)",
        "^$", "", "(a?b?){3}", "((a{2})*b){2,3}", "[a-c\\d]{1,3}", "\\x61\\u0062", "a|^b|c$", "\\.\\*", "[\\]\\-a]+", "(|a)b", "a{0}b", "(a{1,2}b?){2,40}", "[^\\n]{2,}",
    ];

    public static TheoryData<string> Patterns => [.. s_patterns];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Regex_TextsOfFewLetters_AreThoseDotNetMatches(string pattern)
    {
        var constraint = Constraint.Regex(pattern);
        var expected = new Regex($"\\A(?:{pattern})\\z", RegexOptions.ECMAScript);
        foreach (string text in Texts("abc1. \n]", 3).Concat(Texts("abc", 6)))
            Assert.True(expected.IsMatch(text) == constraint.Accepts(text), $"'{text}' under {pattern}");
    }

    [Theory]
    [InlineData("^(a)\\1$", "position 5", "back-references")]
    [InlineData("(?<x>a)\\k<x>", "position 8", "back-references")]
    [InlineData("a(?=b)", "position 2", "look-ahead")]
    [InlineData("(?<!b)a", "position 1", "look-behind")]
    [InlineData("\\bword", "position 1", "word boundaries")]
    [InlineData("a++", "position 3", "possessive")]
    [InlineData("(ab", "position 1", "no closing")]
    [InlineData("ab)", "position 3", "closes no group")]
    [InlineData("[ab", "position 1", "no closing")]
    [InlineData("*a", "position 1", "nothing stands before")]
    [InlineData("a{3,2}", "position 1", "must not be the larger")]
    [InlineData("a{1000000}", "position 2", "more than")]
    [InlineData("[z-a]", "position 2", "must not be the larger")]
    [InlineData("a^b", "position 2", "edge")]
    [InlineData("\\q", "position 1", "not supported")]
    [InlineData("(?i)a", "position 1", "not supported")]
    [InlineData("\\p{Greek}", "position 1", "not supported")]
    public void Regex_WhatIsNoRegularExpression_IsRefusedWithThePosition(string pattern, string place, string reason)
    {
        var refused = Assert.Throws<ConstraintException>(() => Constraint.Regex(pattern));
        Assert.Equal(place, refused.Place);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\p{Lu}\\p{Ll}+", "Éclair", true)]
    [InlineData("\\p{Lu}\\p{Ll}+", "éclair", false)]
    [InlineData("[\\u{1F600}-\\u{1F64F}]{2}", "😀😇", true)]
    [InlineData("^.{3}$", "a😀é", true)]
    [InlineData("\\ud83d\\ude00", "😀", true)]
    public void Regex_OtherCharacters_AreCharactersAndNotBytes(string pattern, string text, bool isMatch) => Assert.Equal(isMatch, Constraint.Regex(pattern).Accepts(text));

    [Fact]
    public void Regex_GroupsWithoutEnd_AreRefused() => Assert.Throws<ConstraintException>(() => Constraint.Regex(new string('(', 100_000) + new string(')', 100_000)));

    private static List<string> Texts(string letters, int length)
    {
        var texts = new List<string> { "" };
        for (int start = 0, i = 0; i < length; i++)
        {
            int end = texts.Count;
            for (; start < end; start++)
                foreach (char letter in letters) texts.Add(texts[start] + letter);
        }
        return texts;
    }
}
