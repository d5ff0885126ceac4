using System.Diagnostics;
using Engine.Kernels.Memory;

namespace Engine.Tests.Kernels.Memory;

public sealed unsafe class NativeBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]   // from the heap, perhaps where another buffer was
    [InlineData(9_000_000)]   // pages of its own
    public void Buffer_New_IsZeroedAndStartsAtACacheLine(int length)
    {
        for (int round = 0; round < 3; round++)
        {
            using var buffer = new NativeBuffer<float>(length);
            Assert.Equal(0u, (nuint)buffer.Pointer % 64);
            Assert.Equal(-1, buffer.Span(length).IndexOfAnyExcept(0f));
            buffer.Span(length).Fill(1);   // what the next one must not see
        }
    }

    [Fact]
    public void Buffer_NeverWritten_TakesNoMemory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the pages of a process are counted on Linux only");
        nint length = (nint)1 << 32;
        using var process = Process.GetCurrentProcess();
        long before = process.WorkingSet64;
        using var buffer = new NativeBuffer<byte>(length);
        buffer.Span(length - 1, 1)[0] = 1;
        process.Refresh();
        Assert.InRange(process.WorkingSet64 - before, long.MinValue, length / 2);   // other tests take some meanwhile
    }
}
