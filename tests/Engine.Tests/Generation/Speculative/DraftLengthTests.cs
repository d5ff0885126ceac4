using Engine.Generation.Speculative;

namespace Engine.Tests.Generation.Speculative;

public sealed class DraftLengthTests
{
    [Fact]
    public void Next_AllAccepted_Doubles()
    {
        var length = Begun(most: 16);
        Assert.Equal(4, length.Next);
        length.Record(4, 4, 100);
        Assert.Equal(8, length.Next);
        length.Record(8, 8, 100);
        length.Record(16, 16, 100);
        Assert.Equal(16, length.Next);
        length.Record(16, 2, 100);
        Assert.Equal(3, length.Next);
        length.Record(3, 0, 100);
        Assert.Equal(1, length.Next);
    }

    [Fact]
    public void Next_TokensComeSlowerWithDrafts_StopsForAWhileAndLongerEachTime()
    {
        var length = Begun(most: 8);
        int first = Pause(length), second = Pause(length);
        Assert.Equal((8, 16), (first, second));
    }

    [Fact]
    public void Propose_TextThatRepeats_IsWhatFollowedThere()
    {
        using var draft = new NgramDraft();
        var drafts = new List<int>();
        draft.Propose([1, 2, 3, 4, 5, 9, 2, 3], 3, null, drafts);
        Assert.Equal([4, 5, 9], drafts);
        drafts.Clear();
        draft.Propose([1, 2, 3, 4, 5, 9, 2, 3, 7, 7, 7], 4, null, drafts);
        Assert.Equal([7, 7, 7, 7], drafts);
        drafts.Clear();
        draft.Propose([1, 2, 3, 4, 5, 9, 2, 3, 7, 7, 7, 8, 1], 4, null, drafts);
        Assert.Empty(drafts);
    }

    private static DraftLength Begun(int most)
    {
        var length = new DraftLength(most);
        while (length.Next == 0) length.Record(0, 0, 100);
        return length;
    }

    /// <summary>Drafts that cost twice what their tokens do, until there are none; then how many steps it takes until there are again.</summary>
    private static int Pause(DraftLength length)
    {
        while (length.Next > 0) length.Record(length.Next, 0, 200);
        int steps = 0;
        for (; length.Next == 0; steps++) length.Record(0, 0, 100);
        return steps;
    }
}
