using BenchmarkDotNet.Attributes;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Benchmarks.Suites;

/// <summary>100 kB of text to ids and back, by each kind of tokenizer.</summary>
public class Tokenizers : ProductSuite
{
    private const int TextBytes = 100_000;

    private GgufFile _file = null!;
    private Tokenizer _tokenizer = null!;
    private byte[] _text = null!;
    private int[] _ids = null!;

    /// <summary>The files whose tokenizers there are.</summary>
    public static IEnumerable<string> Models => Files.Tokenizers;

    /// <summary>The file.</summary>
    [ParamsSource(nameof(Models))]
    public string Model { get; set; } = null!;

    /// <summary>Reads the vocabulary.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _file = GgufFile.Open(Files.Model(Model));
        _tokenizer = Tokenizer.Load(_file);
        _text = Files.Text(TextBytes);
        _ids = _tokenizer.Encode(_text);
    }

    /// <summary>Closes the file.</summary>
    [GlobalCleanup]
    public void Free() => _file.Dispose();

    /// <summary>Text to ids.</summary>
    [Benchmark]
    public int[] Encode() => _tokenizer.Encode(_text);

    /// <summary>Ids to text.</summary>
    [Benchmark]
    public string Decode() => _tokenizer.Decode(_ids);

    /// <summary>Reads the vocabulary.</summary>
    [Benchmark]
    public Tokenizer Load() => Tokenizer.Load(_file);
}
