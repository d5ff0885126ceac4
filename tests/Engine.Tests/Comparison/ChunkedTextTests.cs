using Engine.Comparison;

namespace Engine.Tests.Comparison;

public sealed class ChunkedTextTests
{
    private static readonly int[] s_ids = [.. Enumerable.Range(100, 20)];

    [Fact]
    public void Cut_SideBySide_ScoresTheSecondHalfAndLeavesTheRest()
    {
        var chunks = ChunkedText.Cut(s_ids, bos: 1, length: 8, stride: 0, most: 0);
        Assert.Equal((2, 4, 3), (chunks.Count, chunks.FirstScored, chunks.ScoredPerWindow));
        Assert.Equal([1, 101, 102, 103, 104, 105, 106, 107], chunks.Window(0));
        Assert.Equal([1, 109, 110, 111, 112, 113, 114, 115], chunks.Window(1));
    }

    [Fact]
    public void Cut_Stride_ScoresEveryTokenOnce()
    {
        var chunks = ChunkedText.Cut(s_ids, bos: -1, length: 8, stride: 3, most: 0);
        // The text after the last whole window is left: 20 tokens, windows at 0, 3, 6, 9.
        Assert.Equal((4, 4, 3), (chunks.Count, chunks.FirstScored, chunks.ScoredPerWindow));
        int[] scored = [.. Enumerable.Range(0, chunks.Count).SelectMany(chunk => chunks.Window(chunk)[(chunks.FirstScored + 1)..])];
        Assert.Equal(Enumerable.Range(105, 12), scored);
    }

    [Theory]
    [InlineData(512, 0)]
    [InlineData(128, 0)]
    [InlineData(96, 0)]
    [InlineData(8, 0)]
    [InlineData(512, 16)]
    [InlineData(2048, 100)]
    public void Pieces_AnyWindow_CoverItInOrderWithAtLeastSixtyFourTokensEach(int length, int stride)
    {
        var chunks = ChunkedText.Cut([.. Enumerable.Range(0, 4096)], -1, length, stride, 0);
        int at = 0;
        foreach (var (start, end) in chunks.Pieces)
        {
            Assert.Equal(at, start);
            Assert.InRange(end - start, Math.Min(length, 64), chunks.LongestPiece);
            // Logits of no more than two pieces of 64: memory does not grow with the window.
            Assert.InRange(end - Math.Max(start, chunks.FirstScored), int.MinValue, 127);
            at = end;
        }
        Assert.Equal(length, at);
    }

    [Fact]
    public void Cut_FewerAskedFor_AreFewer() => Assert.Equal(1, ChunkedText.Cut(s_ids, -1, 8, 0, most: 1).Count);

    [Theory]
    [InlineData(21, 0, "the text has 20 tokens; 21 or more")]
    [InlineData(3, 0, "a chunk of 3 tokens")]
    [InlineData(8, 8, "a stride of 8")]
    public void Cut_WhatCannotBe_IsOneSentence(int length, int stride, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => ChunkedText.Cut(s_ids, -1, length, stride, 0)).Message, StringComparison.Ordinal);
}
