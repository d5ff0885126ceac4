using Engine.Backends.LlamaCpp;
using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;

namespace Engine.Tests.Gguf.Attacks;

/// <summary>A malformed structure, written to a file.</summary>
/// <param name="Path">Where.</param>
/// <param name="Description">What is wrong with it.</param>
internal sealed record AttackFile(string Path, string Description);

/// <summary>
/// Makes files whose container is sound and whose structure is not: keys and tensors left out, added, of other types, values and shapes, odd vocabularies. The same
/// seed makes the same file. The first ones leave out each key and each tensor of each architecture, one at a time; the others put one to three faults together.
/// </summary>
/// <param name="architectures">Other names to give a plain decoder: of architectures that have no rules here.</param>
/// <param name="keys">Keys that llama.cpp reads of some architecture, after its name.</param>
internal sealed class StructureAttacks(IReadOnlyList<string> architectures, IReadOnlyList<string> keys)
{
    private static readonly uint[] s_counts = [0, 1, 2, 3, 4, 5, 7, 16, 31, 32, 33, 63, 64, 65, 128, 255, 256, 384, 512, 513, 65535, 65536, 1 << 20, int.MaxValue, 1u << 31, uint.MaxValue];
    private static readonly float[] s_numbers = [0, -0f, 1, -1, 0.5f, 1e-45f, 1e38f, -1e38f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue];
    private static readonly string[] s_texts = ["", "llama", "bert", "gpt2", "t5", "rwkv", "plamo2", "none", "yarn", "longrope", "linear", "a\0b", "\u001b[2J", new string('x', 5000)];

    private readonly RoleModel[] _models = [.. ArchitectureCatalog.All.SelectMany(architecture => new[] { new RoleModel(architecture, false), new RoleModel(architecture, true) })];

    /// <summary>How many seeds leave out one thing each.</summary>
    public int SystematicCount => _models.Sum(Parts);

    /// <summary>Writes the file of <paramref name="seed"/> into <paramref name="directory"/>.</summary>
    public AttackFile Write(int seed, string directory)
    {
        string adapted = Path.Combine(directory, LoadTrial.AdaptedModel);
        if (!File.Exists(adapted)) AdapterAttacks.Model.Writer().Write(adapted);
        var random = new Random(seed);
        var (writer, description) = seed < SystematicCount ? LeaveOut(seed) : random.Next(10) == 0 ? AdapterAttacks.Make(random) : Combine(random);
        string path = Path.Combine(directory, $"structure-{seed}.gguf");
        writer.Write(path);
        return new AttackFile(path, description);
    }

    /// <summary>Whether <paramref name="path"/> is of an architecture and vocabulary with rules, which must hold without a trial.</summary>
    public static bool HasRules(string path)
    {
        using var file = GgufFile.Open(path);
        try
        {
            return Trial.Reason(file, TrialUse.Auto) is null;
        }
        catch (GgufException)
        {
            return true;   // one of the rules refuses it
        }
    }

    private static int Parts(RoleModel model) => model.Keys.Count + model.Tensors().Count();

    private (GgufWriter Writer, string Description) LeaveOut(int seed)
    {
        int model = 0;
        for (; seed >= Parts(_models[model]); model++) seed -= Parts(_models[model]);
        var writer = _models[model].Writer();
        string architecture = _models[model].Architecture.Name;
        if (seed < _models[model].Keys.Count)
        {
            string key = GgufKeys.Of(architecture, _models[model].Keys[seed]);
            return (writer.Remove(key), $"{architecture}: no {key}");
        }
        string tensor = _models[model].Tensors().ElementAt(seed - _models[model].Keys.Count).Name;
        return (writer.RemoveTensor(tensor), $"{architecture}: no {tensor}");
    }

    private (GgufWriter Writer, string Description) Combine(Random random)
    {
        var model = Any(random, _models);
        var writer = model.Writer();
        string architecture = model.Architecture.Name;
        var faults = new List<string>();
        if (random.Next(6) == 0)
        {
            architecture = Any(random, architectures);
            Rename(writer, model.Architecture.Name, architecture);
        }
        for (int count = random.Next(1, 4); count > 0; count--) faults.Add(Fault(random, writer, model, architecture));
        return (writer, $"{model.Architecture.Name} as {architecture}: {string.Join("; ", faults)}");
    }

    /// <summary>Gives the file the name of another architecture, in its keys too.</summary>
    public static void Rename(GgufWriter writer, string from, string to)
    {
        writer.Set(GgufKeys.Architecture, to);
        foreach (var (key, count) in RoleModel.Counts) writer.Remove(GgufKeys.Of(from, key)).Set(GgufKeys.Of(to, key), count);
        foreach (string key in (string[])[GgufKeys.OfArchitecture.RmsNormEpsilon, GgufKeys.OfArchitecture.LayerNormEpsilon]) writer.Set(GgufKeys.Of(to, key), 1e-6f);
    }

    /// <summary>Puts one fault into <paramref name="writer"/> and says which.</summary>
    private string Fault(Random random, GgufWriter writer, RoleModel model, string architecture)
    {
        string known = GgufKeys.Of(architecture, Any(random, model.Keys)), any = GgufKeys.Of(architecture, Any(random, keys));
        string key = random.Next(2) == 0 ? known : any;
        var tensor = Any(random, [.. model.Tensors()]);
        switch (random.Next(12))
        {
            case 0:
                writer.Remove(known);
                return $"no {known}";
            case 1:
                writer.RemoveTensor(tensor.Name);
                return $"no {tensor.Name}";
            case 2 or 3:
                return SetCount(random, writer, key);
            case 4:
                return SetOther(random, writer, key);
            case 5:
                return SetList(random, writer, key);
            case 6:
                return SetType(random, writer, tensor.Name, tensor.Lengths);
            case 7:
                return SetShape(random, writer, tensor.Name, tensor.Lengths);
            case 8:
                return Add(random, writer);
            case 9:
                return VocabularyAttacks.Fault(random, writer);
            case 10:
                return SetOther(random, writer, Any(random, VocabularyAttacks.Keys));
            default:
                return SetCount(random, writer, Any(random, VocabularyAttacks.Keys));
        }
    }

    private static string SetCount(Random random, GgufWriter writer, string key)
    {
        uint count = Any(random, s_counts);
        writer.Set(key, count);
        return $"{key} = {count}";
    }

    private static string SetOther(Random random, GgufWriter writer, string key)
    {
        switch (random.Next(7))
        {
            case 0: writer.Set(key, (byte)random.Next(256)); return $"{key} is a byte";
            case 1: writer.Set(key, -1); return $"{key} = -1, signed";
            case 2: writer.Set(key, (ulong)Any(random, s_counts)); return $"{key} has 64 bits";
            case 3: writer.Set(key, random.Next(2) == 0); return $"{key} is a flag";
            case 4: writer.Set(key, Any(random, s_texts)); return $"{key} is a text";
            default:
                float number = Any(random, s_numbers);
                writer.Set(key, number);
                return $"{key} = {number}f";
        }
    }

    private static string SetList(Random random, GgufWriter writer, string key)
    {
        int length = Any(random, [0, 1, 2, 3, 4, 512, 513, 600]);
        switch (random.Next(4))
        {
            case 0: writer.SetArray<uint>(key, [.. Enumerable.Range(0, length).Select(_ => Any(random, s_counts))]); return $"{key} is {length} counts";
            case 1: writer.SetArray<int>(key, [.. Enumerable.Range(0, length).Select(_ => random.Next(-2, 70))]); return $"{key} is {length} integers";
            case 2: writer.SetArray<bool>(key, [.. Enumerable.Range(0, length).Select(_ => random.Next(2) == 0)]); return $"{key} is {length} flags";
            default: writer.SetArray<float>(key, [.. Enumerable.Range(0, length).Select(_ => Any(random, s_numbers))]); return $"{key} is {length} numbers";
        }
    }

    private static string SetType(Random random, GgufWriter writer, string name, long[] lengths)
    {
        var types = TensorTypes.All.Where(type => lengths[0] % type.BlockLength == 0).ToArray();
        var type = Any(random, types).Type;
        RoleModel.SetTensor(writer, name, type, lengths);
        return $"{name} is {type}";
    }

    private static string SetShape(Random random, GgufWriter writer, string name, long[] lengths)
    {
        long[] changed = random.Next(6) switch
        {
            0 => [.. lengths.Reverse()],
            1 => [.. lengths, 1, 2],
            2 => [lengths.Aggregate(1L, (product, length) => product * length)],
            3 => [1],
            4 => [.. lengths.Select(length => Math.Max(1, length + random.Next(-1, 2)))],
            _ => [.. lengths.Select(_ => (long)Any(random, [1, 2, 31, 32, 64, 65, 128]))],
        };
        RoleModel.SetTensor(writer, name, TensorType.F32, changed);
        return $"{name} is [{string.Join(", ", changed)}]";
    }

    /// <summary>A tensor that changes what the model is taken for.</summary>
    private static string Add(Random random, GgufWriter writer)
    {
        string name = Any(random,
        [
            "cls.weight", "cls.output.weight", "cls.output.bias", "rope_freqs.weight", "rope_factors_long.weight", "output.bias", "token_types.weight", "position_embd.weight",
            "blk.0.attn_qkv.weight", "blk.0.attn_q.bias", "blk.1.attn_output.bias", "blk.0.ffn_gate_inp.weight", "blk.0.ffn_gate_exps.weight", "blk.0.ffn_down_exps.weight",
            "blk.1.attn_rel_b.weight", "enc.blk.1.attn_rel_b.weight", "dec.blk.1.cross_attn_rel_b.weight", "blk.0.attn_sinks.weight", "dense_2.weight", "blk.2.attn_norm.weight",
        ]);
        long[] lengths = Any(random, (long[][])[[64], [64, 64], [64, 192], [16], [64, 384], [384], [64, 2], [64, 4], [64, 64, 4], [1], [2, 32]]);
        RoleModel.SetTensor(writer, name, TensorType.F32, lengths);
        return $"{name} [{string.Join(", ", lengths)}] added";
    }

    private static T Any<T>(Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
