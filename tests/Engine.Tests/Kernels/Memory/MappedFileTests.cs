using Engine.Kernels.Memory;

namespace Engine.Tests.Kernels.Memory;

public sealed class MappedFileTests
{
    [Fact]
    public void Map_OnLinux_AsksForHugePages()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Directory.Exists("/sys/kernel/mm/transparent_hugepage"), "skipped: no huge pages");
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[100_000]);
            using var file = MappedFile.Map(path);
            Assert.Equal(100_000, file.Length);
            // The line of flags of the mapping; "hg" is the advice.
            string flags = File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.EndsWith(path, StringComparison.Ordinal)).First(line => line.StartsWith("VmFlags:", StringComparison.Ordinal));
            Assert.Contains("hg", flags.Split(' '));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
