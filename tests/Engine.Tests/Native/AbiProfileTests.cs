using Engine.Native;

namespace Engine.Tests.Native;

public sealed class AbiProfileTests
{
    private static readonly AbiProfile s_current = AbiProfile.All[0];

    [Theory]
    [InlineData("n_ctx", 0)]
    [InlineData("n_outputs_max_per_seq", 24)]
    [InlineData("n_threads", 28)]
    [InlineData("flash_attn_type", 52)]
    [InlineData("defrag_thold", 84)]
    [InlineData("cb_eval", 88)]
    [InlineData("type_v", 108)]
    [InlineData("abort_callback_data", 120)]
    [InlineData("embeddings", 128)]
    [InlineData("kv_unified", 133)]
    [InlineData("samplers", 136)]
    [InlineData("ctx_other", 152)]
    public void Context_Offsets_AreTheMeasuredOnes(string field, int offset) => Assert.Equal(offset, s_current.Context.Offset(field));

    [Theory]
    [InlineData("n_gpu_layers", 16)]
    [InlineData("load_mode", 24)]
    [InlineData("main_gpu", 32)]
    [InlineData("tensor_split", 40)]
    [InlineData("kv_overrides", 64)]
    [InlineData("vocab_only", 72)]
    [InlineData("use_extra_bufts", 74)]
    public void Model_Offsets_AreTheMeasuredOnes(string field, int offset) => Assert.Equal(offset, s_current.Model.Offset(field));

    [Theory]
    [InlineData("llama.cpp v0.4.0 to v0.5.0", 80, 160)]
    [InlineData("LLamaSharp 0.30, ggml 0.18", 72, 160)]
    [InlineData("LLamaSharp 0.28 (derived, untested)", 72, 144)]
    public void Sizes_AreTheMeasuredOnes(string profile, int model, int context) =>
        Assert.Equal((model, context), (Get(profile).Model.Size, Get(profile).Context.Size));

    [Fact]
    public void Match_EveryProfilesOwnDefaults_FindsItAlone()
    {
        foreach (var profile in AbiProfile.All)
            Assert.Same(profile, AbiProfile.Match(Observe(profile.Model), Observe(profile.Context), "test"));
    }

    [Fact]
    public void Match_ValuesOnly_IsEnough()
    {
        foreach (var profile in AbiProfile.All)
            Assert.Same(profile, AbiProfile.Match(Observe(profile.Model) with { Size = null, Written = null }, Observe(profile.Context) with { Size = null, Written = null }, "test"));
    }

    [Fact]
    public void Match_PaddingIsWrittenToo_SizeAndValuesAreEnough()
    {
        // As the compiler of the Windows packages has it: [W80] and [W160].
        foreach (var profile in AbiProfile.All)
            Assert.Same(profile, AbiProfile.Match(ObserveWhole(profile.Model), ObserveWhole(profile.Context), "test"));
        Assert.Equal(("W80", "W160"), (ObserveWhole(s_current.Model).Mask, ObserveWhole(s_current.Context).Mask));
    }

    [Theory]
    [InlineData(152)]
    [InlineData(159)]
    [InlineData(161)]
    [InlineData(168)]
    public void Match_PaddingIsWrittenTooAndTheSizeIsAnother_IsRefused(int size)
    {
        var seen = ObserveWhole(s_current.Context);
        seen.Written.AsSpan(0, size).Fill(true);
        seen.Written.AsSpan(size).Clear();
        var error = Assert.Throws<NativeLibraryException>(() => AbiProfile.Match(ObserveWhole(s_current.Model), seen with { Size = size }, "9.9.9"));
        Assert.Contains($"{size} bytes [W{size}]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Match_PaddingIsWrittenTooAndAnyByteIsAnother_IsRefused()
    {
        for (int i = 0; i < s_current.Context.Size; i++)
        {
            var seen = ObserveWhole(s_current.Context);
            seen.Bytes[i] ^= 1;
            Assert.Throws<NativeLibraryException>(() => AbiProfile.Match(ObserveWhole(s_current.Model), seen, ""));
        }
    }

    [Fact]
    public void Match_PaddingIsWrittenInPart_IsRefused()
    {
        var seen = Observe(s_current.Context);
        seen.Written![134] = true;
        Assert.Throws<NativeLibraryException>(() => AbiProfile.Match(Observe(s_current.Model), seen, ""));
    }

    [Fact]
    public void Match_StructsOfDifferentReleases_IsRefusedWithWhatWasSeen()
    {
        var error = Assert.Throws<NativeLibraryException>(() => AbiProfile.Match(Observe(s_current.Model), Observe(Get("LLamaSharp 0.28 (derived, untested)").Context), "9.9.9"));
        Assert.Contains("9.9.9", error.Message, StringComparison.Ordinal);
        Assert.Contains("78 bytes [W36 .4 W38]", error.Message, StringComparison.Ordinal);
        Assert.Contains("144 bytes [W126 .2 W16]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n_ctx")]
    [InlineData("n_threads")]
    [InlineData("type_k")]
    [InlineData("kv_unified")]
    [InlineData("flash_attn_type")]
    public void Match_OneOtherDefault_IsRefused(string field)
    {
        var seen = Observe(s_current.Context);
        seen.Bytes[s_current.Context.Offset(field)] ^= 1;
        Assert.Throws<NativeLibraryException>(() => AbiProfile.Match(Observe(s_current.Model), seen, ""));
    }

    [Fact]
    public void Match_SameSizeOtherPadding_IsRefused()
    {
        // 160 bytes were two layouts: one had a hole at 84.
        var seen = Observe(s_current.Context);
        seen.Written!.AsSpan(84, 4).Clear();
        Assert.Throws<NativeLibraryException>(() => AbiProfile.Match(Observe(s_current.Model), seen, ""));
    }

    [Fact]
    public void Match_LongerStruct_IsRefused()
    {
        var seen = Observe(s_current.Context);
        seen.Written!.AsSpan(160, 8).Fill(true);
        Assert.Throws<NativeLibraryException>(() => AbiProfile.Match(Observe(s_current.Model), seen with { Size = 168 }, ""));
    }

    [Fact]
    public void Set_WrongSizeOrField_IsRefused()
    {
        var parameters = new byte[OpaqueParams.Size];
        Assert.Throws<ArgumentException>(() => s_current.Context.Set(parameters, "n_ctx", 1L));
        Assert.Throws<NativeLibraryException>(() => s_current.Context.Set(parameters, "use_mmap", true));
        s_current.Context.Set(parameters, "n_threads", 0x01020304);
        Assert.Equal([4, 3, 2, 1], parameters[28..32]);
    }

    private static AbiProfile Get(string name) => AbiProfile.All.Single(profile => profile.Name == name);

    private static StructObservation Observe(CStruct layout)
    {
        var bytes = new byte[2048];
        var written = new bool[2048];
        layout.Defaults.CopyTo(bytes);
        layout.Written.CopyTo(written);
        return new StructObservation(bytes, Array.LastIndexOf(written, true) + 1, written);
    }

    private static StructObservation ObserveWhole(CStruct layout)
    {
        var seen = Observe(layout);
        seen.Written.AsSpan(0, layout.Size).Fill(true);
        return seen with { Size = layout.Size };
    }
}
