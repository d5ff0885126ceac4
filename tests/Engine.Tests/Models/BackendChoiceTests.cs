using Engine.Backends;
using Engine.Gguf;
using Engine.Models;

namespace Engine.Tests.Models;

public sealed class BackendChoiceTests
{
    [Fact]
    public void Make_FirstIsFastAndNobodyMightUseAGpu_AsksNoOther()
    {
        var (first, second, third) = (new Row(), new Row(), new Row());
        Assert.Same(first, Make(first, second, third).Backend);
        Assert.Equal((1, 0, 0), (first.Asked, second.Asked, third.Asked));
    }

    [Fact]
    public void Make_LaterOneMightUseAGpu_AsksItAndTakesItIfItDoes()
    {
        var (first, without) = (new Row(), new Row { Gpu = false });
        Assert.Same(first, Make(first, without).Backend);
        Assert.Equal(1, without.Asked);
        var with = new Row { Gpu = true };
        Assert.Same(with, Make(new Row(), without, with).Backend);
    }

    [Fact]
    public void Make_FirstIsSlowOrCannot_AsksTheNextAndSaysWhy()
    {
        var fast = new Row();
        var slow = Make(new Row { Slow = "it is slow here" }, fast);
        Assert.Same(fast, slow.Backend);
        Assert.EndsWith("(row: it is slow here)", slow.Reason, StringComparison.Ordinal);
        Assert.Same(fast, Make(new Row { Cannot = "it cannot" }, fast).Backend);
    }

    private static BackendChoice Make(params Row[] rows)
    {
        using var file = GgufFile.Open(TestFiles.Demo);
        return BackendChoice.Make(rows, file, new ModelOptions());
    }

    /// <summary>A backend that counts how often it was asked whether it can run a file.</summary>
    private sealed class Row : IBackend
    {
        /// <summary>Whether it uses a GPU; null where nothing of it lies there.</summary>
        public bool? Gpu { get; init; }

        public string? Slow { get; init; }

        public string? Cannot { get; init; }

        public int Asked { get; private set; }

        public Backend Kind => Backend.Managed;

        public string Name => "row";

        public string? WhyNot(GgufFile file, ModelOptions options)
        {
            Asked++;
            return Cannot;
        }

        public string? WhySlow(GgufFile file) => Slow;

        public bool MightUseGpu(ModelOptions options) => Gpu is not null;

        public bool UsesGpu(ModelOptions options) => Gpu == true;

        public BackendModel Load(GgufFile file, ModelOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
