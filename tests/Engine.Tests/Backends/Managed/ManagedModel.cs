using Engine.Backends;
using Engine.Backends.Managed;
using Engine.Gguf;

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

    public IEncoder Encoder => Model.Encoder!;

    public static ManagedModel Shared(string name, ModelOptions? options = null) => new(TestFiles.Shared("models", name), options);

    public void Dispose()
    {
        Model.Dispose();
        _file.Dispose();
    }
}
