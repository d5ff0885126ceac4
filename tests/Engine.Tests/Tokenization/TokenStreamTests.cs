using System.Text;
using Engine.Tokenization;

namespace Engine.Tests.Tokenization;

public sealed class TokenStreamTests
{
    [Fact]
    public void Append_BytesOfOneCharacter_ComeOutTogether()
    {
        using var vocabulary = TemporaryVocabulary.Anchored("gpt-2");
        var stream = new TokenStream(Tokenizer.Create(vocabulary.File));
        // The first 256 tokens are the bytes; an emoji is F0 9F 98 80.
        Assert.Equal(0, stream.Append(0xF0).Length);
        Assert.Equal(0, stream.Append(0x9F).Length);
        Assert.Equal(0, stream.Append(0x98).Length);
        Assert.Equal("😀"u8, stream.Append(0x80));
        Assert.Equal("!"u8, stream.Append('!'));
        Assert.Equal(0, stream.Flush().Length);
    }

    [Fact]
    public void Append_ByteThatCannotGoOn_ReleasesWhatWasHeld()
    {
        using var vocabulary = TemporaryVocabulary.Anchored("gpt-2");
        var stream = new TokenStream(Tokenizer.Create(vocabulary.File));
        Assert.Equal(0, stream.Append(0xE2).Length);
        Assert.Equal((byte[])[0xE2, (byte)'a'], stream.Append('a').ToArray());
        Assert.Equal((byte[])[0xFF], stream.Append(0xFF).ToArray());
        Assert.Equal(0, stream.Append(0xC3).Length);
        Assert.Equal((byte[])[0xC3], stream.Flush().ToArray());
        Assert.Equal("b"u8, stream.Append('b'));
    }

    [Fact]
    public void Append_RandomBytes_PiecesDecodeLikeTheWhole()
    {
        using var vocabulary = TemporaryVocabulary.Anchored("gpt-2");
        var tokenizer = Tokenizer.Create(vocabulary.File);
        var random = new Random(11);
        for (int round = 0; round < 200; round++)
        {
            byte[] bytes = round % 2 == 0 ? Encoding.UTF8.GetBytes(RandomText.Text(random, 20)) : RandomText.Bytes(random, 40);
            var stream = new TokenStream(tokenizer);
            var pieces = new StringBuilder();
            foreach (byte id in bytes) pieces.Append(Encoding.UTF8.GetString(stream.Append(id)));
            pieces.Append(Encoding.UTF8.GetString(stream.Flush()));
            Assert.Equal(Encoding.UTF8.GetString(bytes), pieces.ToString());
        }
    }
}
