using Engine.Chat.Jinja;

namespace Engine.Tests.Chat.Jinja;

public sealed class TextTests
{
    /// <summary>Marks as a flag for each character, through random cuts and joins.</summary>
    [Fact]
    public void CutAndJoin_Random_KeepTheMarksOfEveryCharacter()
    {
        var random = new Random(12);
        var budget = new Budget(new Limits(long.MaxValue / 2, long.MaxValue / 2));
        var texts = new List<(Text Text, bool[] Marks)> { (Text.FromMessage("abcd"), [true, true, true, true]), ("xyz", new bool[3]) };
        for (int round = 0; round < 2000; round++)
        {
            var (a, aMarks) = texts[random.Next(texts.Count)];
            var (b, bMarks) = texts[random.Next(texts.Count)];
            int start = random.Next(a.Chars.Length + 1), length = random.Next(a.Chars.Length - start + 1);
            var joined = new TextBuilder(budget);
            joined.Append(b);
            joined.Append(a, start, length);
            bool[] marks = [.. bMarks, .. aMarks[start..(start + length)]];
            AssertMarks(marks, joined.ToText());
            AssertMarks(aMarks[start..(start + length)], a.Cut(start, length));
            if (marks.Length > 200) continue;
            if (texts.Count < 20) texts.Add((joined.ToText(), marks));
            else texts[random.Next(2, texts.Count)] = (joined.ToText(), marks);
        }
    }

    [Fact]
    public void Offset_CodePointsBeyondTheFirstPlane_CountOnce()
    {
        var text = new Text("a😀b😀");
        Assert.Equal((4, false), (text.Length, text.IsFlat));
        Assert.Equal([0, 1, 3, 4, 6], Enumerable.Range(0, 5).Select(text.Offset));
        Assert.Equal(["a", "😀", "b", "😀"], text.CodePoints().Select(point => point.Chars));
    }

    private static void AssertMarks(bool[] expected, Text text)
    {
        var marks = new bool[text.Chars.Length];
        int last = 0;
        foreach (var (start, end) in text.Foreign)
        {
            Assert.True(start >= last && end > start, "ranges are ascending and disjoint");
            marks.AsSpan(start..end).Fill(true);
            last = end;
        }
        Assert.Equal(expected, marks);
    }
}
