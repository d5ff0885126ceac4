using System.Text;
using Engine.Gguf;

namespace Engine.Tests.Gguf;

public sealed class ByteStringTableTests
{
    [Fact]
    public void TryAdd_RandomStrings_NumbersLikeADictionary()
    {
        var random = new Random(5);
        var table = new ByteStringTable(1, 1);   // grows in both directions
        var numbers = new Dictionary<string, int>();
        for (int i = 0; i < 5000; i++)
        {
            byte[] value = new byte[random.Next(6)];
            foreach (ref byte b in value.AsSpan()) b = (byte)(0xF8 + random.Next(4));
            string key = Encoding.Latin1.GetString(value);
            bool isNew = numbers.TryAdd(key, numbers.Count);
            Assert.Equal(isNew, table.TryAdd(value, out int number));
            Assert.Equal(numbers[key], number);
            Assert.Equal(number, table.Find(value));
        }
        Assert.Equal(numbers.Count, table.Count);
        int start = 0;
        foreach (var (key, number) in numbers.OrderBy(entry => entry.Value))
        {
            Assert.Equal(key, Encoding.Latin1.GetString(table[number]));
            Assert.Equal(start, table.Start(number));
            start += key.Length;
        }
        Assert.Equal(start, table.Start(table.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => table[table.Count].Length);
        Assert.Equal(-1, table.Find("absent"u8));
    }
}
