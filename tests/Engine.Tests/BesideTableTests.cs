using Engine.Benchmarks.Tables;

namespace Engine.Tests;

/// <summary>The table of LLamaSharp beside Engine.</summary>
public sealed class BesideTableTests
{
    private const string Report = """
        {
          "settings": { "model": "m.gguf", "prompt_tokens": 5, "generated_tokens": 7, "callers": "2" },
          "sides": [
            { "name": "LLamaSharp", "program_bytes": 3000000, "native_bytes": 1000000, "measures": {
              "loaded_ms": [30, 10, 20], "first_token_ms": [9], "peak_bytes": [5e6], "prompt_tps": [40], "decode_tps": [10], "callers_2_tps": [4, 6], "callers_2_first_ms": [8] } },
            { "name": "Engine", "program_bytes": 2000000, "native_bytes": 0, "measures": {
              "loaded_ms": [21], "first_token_ms": [9], "peak_bytes": [4e6], "prompt_tps": [30], "decode_tps": [10.5], "callers_2_tps": [5], "callers_2_first_ms": [7] } }
          ],
          "texts": [
            { "differences": [ { "side": "Engine", "at": 6, "margin": 0.25 } ] },
            { "differences": [ { "side": "Engine", "at": 3, "margin": 0.125 } ] },
            { "differences": [] }
          ]
        }
        """;

    private static readonly string[] s_rows = BesideTable.Write([("A chat", 9, 4), ("Callers", 3, 5)], [Report]).Split('\n');

    [Theory]
    [InlineData("| process start to loaded, ms | 20 | **21** |")]
    [InlineData("| process start to first token, ms | 9 | 9 |")]
    [InlineData("| most memory held, MB | 5 | 4 |")]
    [InlineData("| prompt of 5, tok/s | 40.0 | **30.0** |")]
    [InlineData("| decode 7, tok/s | 10.0 | 10.5 |")]
    [InlineData("| 2 callers together, tok/s | 5.0 | 5.0 |")]
    [InlineData("| first token of 2 callers, ms | 8 | 7 |")]
    [InlineData("| lines: a chat | 9 | 4 |")]
    [InlineData("| lines: callers | 3 | **5** |")]
    [InlineData("| with llama.cpp's libraries, MB | 4.0 | 2.0 |")]
    public void Write_MediansOfBoth_MarkWhereEngineLoses(string row) => Assert.Contains(row, s_rows);

    [Fact]
    public void Write_TextsThatDiffer_SayWhereAndHowNearly() =>
        Assert.Contains("| greedy texts equal to LLamaSharp's |  | 1 of 3, others from token 3 on, at margins up to 0.25 |", s_rows);
}
