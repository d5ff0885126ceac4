using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Engine.Cli.Documents;

namespace Engine.Tests.Cli;

public sealed class DocumentJsonTests
{
    /// <summary>The names of every document, in their order: scripts and other programs read them. A new name goes to the end of its row.</summary>
    private static readonly string[] s_contract =
    [
        "AttentionDocument: tokens weights",
        "AutoDocument: backend reason device warnings",
        "BeamDocument: ids text log_probability score finish_reason",
        "BenchRow: backend model n_threads n_prompt n_gen n_depth n_seq avg_ts stddev_ts samples_ts n_batch type_k type_v model_type model_size n_ctx build cpu load_ms process_bytes peak_rss_bytes bytes_per_token memory_rate roofline sampling_us tokenize_mb_s",
        "CallersRow: backend model n_threads callers n_prompt n_gen tps ratio first_p50 first_p99 gap_p50 gap_p99 samples_tps",
        "CheckDocument: name backend against max_abs nmse cosine kl top1_agreement metric limit pass",
        "ClassificationDocument: labels results",
        "CompletionDocument: prompt_ids ids text finish_reason usage timings beams backend device logprobs trace reasoning tool_calls",
        "DeviceDocument: name description kind free_bytes total_bytes",
        "DoctorDocument: llama_cpp devices why_no_gpu machine auto",
        "EmbeddingDocument: dimensions embeddings usage",
        "ImatrixDocument: output chunks tokens entries backend resumed_chunks",
        "InspectDocument: path bytes version kind problem warnings metadata tensors parameters weight_bytes weights memory",
        "LabelDocument: label scores",
        "LlamaCppDocument: usable problem library source version ggml_version abi_profile model_params context_params cpu_library mapped searched",
        "LogitsDocument: ids vocab_size logits",
        "LogprobDocument: id logprob",
        "MachineDocument: system runtime_identifier runtime processors memory_bytes vector_bytes features",
        "MemoryDocument: context compute_bytes kv_bytes",
        "PerplexityDocument: perplexity error tokens chunks backend context stride",
        "PromptDocument: prompt",
        "PromptUsageDocument: prompt_tokens",
        "QuantizeDocument: output bytes bits_per_weight tensors type outputs",
        "QuantizedTensorDocument: name from to instead_of because",
        "RankDocument: index relevance_score logit",
        "RankingDocument: results",
        "ScoreDocument: ids logprobs logprob perplexity",
        "SearchedDocument: directory through found",
        "ShareDocument: id text probability",
        "TensorDocument: name type shape offset bytes",
        "TextDocument: text",
        "TimingsDocument: load_ms prefill_ms prefill_tokens_per_second ttft_ms decode_ms decode_tokens_per_second sampling_ms",
        "TokenEmbeddingDocument: dimensions embeddings usage",
        "TokenLogprobsDocument: id logprob top",
        "TokensDocument: ids pieces",
        "ToolCallDocument: id name arguments",
        "TraceDocument: id text probability candidates top steps",
        "TracePageDocument: tokens",
        "TraceStepDocument: policy candidates probability removed_count removed_probability removed top",
        "UsageDocument: prompt_tokens completion_tokens cached_tokens drafted_tokens accepted_tokens",
        "VerificationDocument: verdict checks skipped",
        "WeightsDocument: type tensors parameters bytes bits_per_weight",
    ];

    [Fact]
    public void Documents_TheirNamesAndOrder_AreTheContract()
    {
        string room = typeof(DocumentJson).Namespace!;
        string[] found = [.. typeof(DocumentJson).Assembly.GetTypes()
            .Where(type => type.Namespace == room && DocumentContext.Default.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object })
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => $"{type.Name}: {string.Join(' ', DocumentContext.Default.GetTypeInfo(type)!.Properties.Select(property => property.Name))}")];
        Assert.Equal(s_contract, found);
    }

    [Fact]
    public void Write_TextOfManyScripts_IsIndentedUtf8WithPlainLineEnds()
    {
        Assert.Equal("{\n  \"text\": \"é <大> + 'a' \\\"b\\\" \\n\"\n}", Written(new TextDocument("é <大> + 'a' \"b\" \n")));
    }

    [Fact]
    public void Write_CompletionWithoutBeams_HasNoFieldForThem()
    {
        var completion = new CompletionDocument([1], [2], "x", "stop", new UsageDocument(1, 1, 0, null, null), new TimingsDocument(0, 0, 0, 0, 0, 0, 0), null, "managed", "CPU");
        Assert.False(JsonDocument.Parse(Written(completion)).RootElement.TryGetProperty("beams", out _));
        Assert.Equal(0, JsonDocument.Parse(Written(completion with { Beams = [] })).RootElement.GetProperty("beams").GetArrayLength());
    }

    [Fact]
    public void Write_NumberThatIsNone_IsNull()
    {
        var check = CheckDocument.Of(new Engine.Verification.VerificationCheck("a", "b", "c", double.NaN, double.PositiveInfinity, 1, null, null, "nmse", 1));
        var json = JsonDocument.Parse(Written(new VerificationDocument("fail", [check], []))).RootElement.GetProperty("checks")[0];
        Assert.Equal(JsonValueKind.Null, json.GetProperty("max_abs").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("nmse").ValueKind);
        Assert.Equal(1, json.GetProperty("cosine").GetDouble());
    }

    private static string Written<T>(T document) where T : notnull
    {
        using var stream = new MemoryStream();
        DocumentJson.Write(stream, document);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
