using Keys = Engine.Gguf.GgufKeys.OfArchitecture;

namespace Engine.Gguf;

/// <summary>The value types of keys that llama.cpp reads: it refuses any other, even where the value would fit.</summary>
internal static class KeyTypes
{
    /// <summary>Keys as they stand in the file.</summary>
    private static readonly (string Key, GgufValueType Type)[] s_global =
    [
        (GgufKeys.Architecture, GgufValueType.String),
        (GgufKeys.Type, GgufValueType.String),
        (GgufKeys.Name, GgufValueType.String),
        (GgufKeys.Alignment, GgufValueType.UInt32),
        (GgufKeys.FileType, GgufValueType.UInt32),
        (GgufKeys.TokenizerModel, GgufValueType.String),
        (GgufKeys.PreTokenizer, GgufValueType.String),
        (GgufKeys.ChatTemplate, GgufValueType.String),
        (GgufKeys.TokenTypeCount, GgufValueType.UInt32),
        (GgufKeys.AddBos, GgufValueType.Bool),
        (GgufKeys.AddEos, GgufValueType.Bool),
        (GgufKeys.AddSep, GgufValueType.Bool),
        (GgufKeys.AddSpacePrefix, GgufValueType.Bool),
        (GgufKeys.RemoveExtraSpaces, GgufValueType.Bool),
        (GgufKeys.AdapterType, GgufValueType.String),
        (GgufKeys.LoraAlpha, GgufValueType.Float32),
    ];

    /// <summary>Keys after the architecture's name.</summary>
    private static readonly (string Key, GgufValueType Type)[] s_architecture =
    [
        (Keys.VocabSize, GgufValueType.UInt32),
        (Keys.ContextLength, GgufValueType.UInt32),
        (Keys.EmbeddingLength, GgufValueType.UInt32),
        (Keys.EmbeddingLengthOut, GgufValueType.UInt32),
        (Keys.BlockCount, GgufValueType.UInt32),
        (Keys.DecoderBlockCount, GgufValueType.UInt32),
        (Keys.DecoderStartToken, GgufValueType.UInt32),
        (Keys.PoolingType, GgufValueType.UInt32),
        (Keys.PredictLayers, GgufValueType.UInt32),
        (Keys.ExpertCount, GgufValueType.UInt32),
        (Keys.ExpertGroupCount, GgufValueType.UInt32),
        (Keys.ExpertGroupUsedCount, GgufValueType.UInt32),
        (Keys.KeyLength, GgufValueType.UInt32),
        (Keys.ValueLength, GgufValueType.UInt32),
        (Keys.KeyLengthSliding, GgufValueType.UInt32),
        (Keys.ValueLengthSliding, GgufValueType.UInt32),
        (Keys.RelativeBucketCount, GgufValueType.UInt32),
        (Keys.Causal, GgufValueType.Bool),
        (Keys.LayerNormEpsilon, GgufValueType.Float32),
        (Keys.RmsNormEpsilon, GgufValueType.Float32),
        (Keys.RopeDimension, GgufValueType.UInt32),
        (Keys.RopeDimensionSliding, GgufValueType.UInt32),
        (Keys.RopeBase, GgufValueType.Float32),
        (Keys.RopeScaleLinear, GgufValueType.Float32),
        (Keys.RopeScalingType, GgufValueType.String),
        (Keys.RopeScalingFactor, GgufValueType.Float32),
        (Keys.RopeAttentionFactor, GgufValueType.Float32),
        (Keys.RopeOriginalContext, GgufValueType.UInt32),
        (Keys.RopeScalingFinetuned, GgufValueType.Bool),
    ];

    /// <summary>Keys after the architecture's name that hold one count, or a list with one for each layer.</summary>
    private static readonly string[] s_perLayer = [Keys.HeadCount, Keys.KvHeadCount, Keys.FeedForwardLength, Keys.ExpertUsedCount];

    public static void Check(GgufSubject subject)
    {
        foreach (var (key, type) in s_global) Check(subject, key, type);
        foreach (var (key, type) in s_architecture) Check(subject, subject.Key(key), type);
        foreach (string key in s_perLayer) CheckPerLayer(subject, subject.Key(key));
        foreach (var (key, value) in subject.Metadata)
            if (GgufKeys.IsSpecialId(key)) Check(subject, value.Key, GgufValueType.UInt32);
    }

    private static void Check(GgufSubject subject, string key, GgufValueType type)
    {
        if (subject.Metadata.TryGetValue(key, out var value) && value.Type != type)
            throw new GgufException($"{key} is of type {value.TypeName}; {type} was expected");
        // C would read a shorter text, and so another value than we check.
        if (value?.Type == GgufValueType.String && value.Utf8().Contains((byte)0)) throw new GgufException($"{key} is '{value}'; a text without NUL was expected");
    }

    private static void CheckPerLayer(GgufSubject subject, string key)
    {
        if (!subject.Metadata.TryGetValue(key, out var value)) return;
        bool fits = value.Type == GgufValueType.UInt32
            || (value.Type == GgufValueType.Array && value.ElementType is GgufValueType.UInt32 or GgufValueType.Int32);
        if (!fits) throw new GgufException($"{key} is of type {value.TypeName}; {GgufValueType.UInt32} or a list of them was expected");
        long layers = subject.Metadata.Integer(subject.Key(Keys.BlockCount), 0)!.Value;
        if (value.Type == GgufValueType.Array && value.Count != layers)
            throw new GgufException($"{key} has {value.Count} elements; one for each of the {layers} layers was expected");
    }
}
