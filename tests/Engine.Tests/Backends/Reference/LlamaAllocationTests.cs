namespace Engine.Tests.Backends.Reference;

public sealed class LlamaAllocationTests
{
    [Fact]
    public void Forward_DecodingAfterWarmUp_AllocatesNothing()
    {
        using var reference = new ReferenceModel(TestFiles.Demo, new ModelOptions { ContextLength = 128 });
        var batch = new Engine.Backends.BatchToken[1];
        void Decode(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                batch[0] = new(261, i, 0, true);
                reference.Pass.Forward(batch, CancellationToken.None);
            }
        }

        Decode(0, 32);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Decode(32, 64);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
