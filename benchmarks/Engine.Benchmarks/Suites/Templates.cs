using BenchmarkDotNet.Attributes;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Benchmarks.Suites;

/// <summary>The demo model's chat template: read, rendered, and the prompt encoded.</summary>
public class Templates : ProductSuite
{
    private GgufFile _file = null!;
    private Tokenizer _tokenizer = null!;
    private ChatTemplate _template = null!;
    private Message[] _messages = null!;
    private ChatPrompt _prompt = null!;

    /// <summary>Messages of the conversation.</summary>
    [Params(4, 400)]
    public int Messages { get; set; }

    /// <summary>Makes the conversation.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _file = GgufFile.Open(Files.Demo);
        _tokenizer = Tokenizer.Load(_file);
        _template = ChatTemplate.Create(_file.Metadata, _tokenizer);
        _messages = [.. Enumerable.Range(0, Messages).Select(i => i % 2 == 0 ? Message.User($"What is {i} times 7?") : Message.Assistant($"It is {7 * (i - 1)}, as everybody knows."))];
        _prompt = _template.Render(_messages);
    }

    /// <summary>Closes the file.</summary>
    [GlobalCleanup]
    public void Free() => _file.Dispose();

    /// <summary>Reads the template.</summary>
    [Benchmark]
    public ChatTemplate Parse() => new(_template.Source);

    /// <summary>Renders it.</summary>
    [Benchmark]
    public ChatPrompt Render() => _template.Render(_messages);

    /// <summary>Turns the prompt into ids.</summary>
    [Benchmark]
    public int[] Encode() => _prompt.Encode(_tokenizer);
}
