using System.Text;
using Engine.Tokenization;

namespace Engine.Tests.Tokenization;

public sealed class SpellingFinderTests
{
    [Fact]
    public void Find_OverlappingSpellings_AreAllFound()
    {
        string[] spellings = ["he", "she", "hers", "his", "e"];
        var finder = new SpellingFinder(spellings.Length, value => Encoding.UTF8.GetBytes(spellings[value]));
        Assert.Equal(
            [new(1, 3, 1), new(2, 2, 0), new(3, 1, 4), new(2, 4, 2)],
            finder.Find("ushers"u8));
    }

    [Fact]
    public void Find_RandomSpellings_AreThoseOfAPlainSearch()
    {
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            string[] spellings = [.. Enumerable.Range(0, 12).Select(_ => Letters(random, 1 + random.Next(5))).Distinct()];
            string text = Letters(random, 60);
            var finder = new SpellingFinder(spellings.Length, value => Encoding.UTF8.GetBytes(spellings[value]));
            var expected =
                from value in Enumerable.Range(0, spellings.Length)
                from start in Enumerable.Range(0, text.Length)
                where string.CompareOrdinal(text, start, spellings[value], 0, spellings[value].Length) == 0
                select new Occurrence(start, spellings[value].Length, value);
            Assert.Equal(expected.ToHashSet(), finder.Find(Encoding.UTF8.GetBytes(text)).ToHashSet());
        }
    }

    [Fact]
    public void Find_NoSpellingsOrEmptyOnes_FindsNothing()
    {
        Assert.Empty(new SpellingFinder(0, _ => []).Find("abc"u8));
        Assert.Empty(new SpellingFinder(2, _ => []).Find("abc"u8));
    }

    private static string Letters(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "ab"[random.Next(2)]));
}
