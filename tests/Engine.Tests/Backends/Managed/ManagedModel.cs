using Engine.Backends;
using Engine.Backends.Managed;
using Engine.Gguf;
using Engine.Tests.Backends.Reference;

namespace Engine.Tests.Backends.Managed;

/// <summary>A file loaded by the managed backend.</summary>
internal sealed class ManagedModel : IDisposable
{
    private readonly GgufFile _file;

    public ManagedModel(string path, ModelOptions? options = null)
    {
        _file = GgufFile.Open(path);
        Model = new ManagedBackend().Load(_file, options ?? new ModelOptions(), CancellationToken.None);
    }

    public BackendModel Model { get; }

    public IForwardPass Pass => Model.ForwardPass!;

    public TextEncoder Encoder => Model.Encoder!;

    public static ManagedModel Shared(string name, ModelOptions? options = null) => new(TestFiles.Shared("models", name), options);

    /// <summary>The most probable continuation of <paramref name="prompt"/>, of <paramref name="count"/> tokens.</summary>
    public int[] Greedy(int[] prompt, int count)
    {
        Pass.KvStore.Truncate(0, 0);
        Pass.Forward([.. prompt.Select((id, position) => new BatchToken(id, position, 0, position == prompt.Length - 1))], CancellationToken.None);
        int[] ids = new int[count];
        int row = prompt.Length - 1;
        for (int i = 0; i < count; i++, row = 0)
        {
            ids[i] = ReferenceModel.Largest(Pass.Logits(row));
            if (i + 1 < count) Pass.Forward([new BatchToken(ids[i], prompt.Length + i, 0, true, IsDecoded: true)], CancellationToken.None);
        }
        return ids;
    }

    public void Dispose()
    {
        Model.Dispose();
        _file.Dispose();
    }
}
