using Microsoft.Win32.SafeHandles;

namespace Engine.Tests.Kernels;

public sealed unsafe class GuardedBufferTests
{
    /// <summary>The system copies from memory to a file for us, and says so where it cannot, instead of ending the process.</summary>
    [Fact]
    public void Neighbours_OfEveryLength_CannotBeTouched()
    {
        Assert.SkipUnless(GuardedMemory.IsSupported, "skipped: no guard pages");
        string path = Path.GetTempFileName();
        using SafeFileHandle file = File.OpenHandle(path, access: FileAccess.Write, options: FileOptions.DeleteOnClose);
        foreach (int length in new[] { 0, 1, 3, Environment.SystemPageSize / 4 - 1, Environment.SystemPageSize / 4, Environment.SystemPageSize / 4 + 1 })
        {
            using GuardedBuffer<float> after = new(length), before = new(length, Guard.Before);
            foreach (var buffer in new[] { after, before })
                if (length > 0) Assert.True(IsReadable(buffer.Pointer, length * sizeof(float)));
            Assert.False(IsReadable(after.Pointer + length, 1));
            Assert.False(IsReadable((byte*)before.Pointer - 1, 1));
        }

        bool IsReadable(void* start, int bytes)
        {
            try
            {
                RandomAccess.Write(file, new ReadOnlySpan<byte>(start, bytes), 0);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void Elements_AreTheGivenOnesOrNone()
    {
        foreach (var guard in Enum.GetValues<Guard>())
        {
            using GuardedBuffer<float> copy = new([1, 2, 3], guard), fresh = new(3, guard);
            Assert.Equal([1, 2, 3], copy.Span.ToArray());
            Assert.All(fresh.Span.ToArray(), value => Assert.Equal(float.NaN, value));
        }
    }
}
