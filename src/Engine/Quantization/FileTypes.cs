
namespace Engine.Quantization;

/// <summary>The table of file types: the type most of the matrices get.</summary>
internal static class FileTypes
{
    private static readonly (ModelFileType File, TensorType Matrices)[] s_rows =
    [
        (ModelFileType.F32, TensorType.F32),
        (ModelFileType.F16, TensorType.F16),
        (ModelFileType.BF16, TensorType.BF16),
        (ModelFileType.Q8_0, TensorType.Q8_0),
        (ModelFileType.Q5_1, TensorType.Q5_1),
        (ModelFileType.Q5_0, TensorType.Q5_0),
        (ModelFileType.Q4_1, TensorType.Q4_1),
        (ModelFileType.Q4_0, TensorType.Q4_0),
        (ModelFileType.IQ4_NL, TensorType.IQ4_NL),
        (ModelFileType.IQ4_XS, TensorType.IQ4_XS),
        (ModelFileType.Q6_K, TensorType.Q6_K),
        (ModelFileType.Q5_K_M, TensorType.Q5_K),
        (ModelFileType.Q5_K_S, TensorType.Q5_K),
        (ModelFileType.Q4_K_M, TensorType.Q4_K),
        (ModelFileType.Q4_K_S, TensorType.Q4_K),
        (ModelFileType.Q3_K_L, TensorType.Q3_K),
        (ModelFileType.Q3_K_M, TensorType.Q3_K),
        (ModelFileType.Q3_K_S, TensorType.Q3_K),
        (ModelFileType.Q2_K, TensorType.Q2_K),
        (ModelFileType.Q2_K_S, TensorType.Q2_K),
    ];

    /// <summary>Names that mean the medium mix, as llama.cpp's tool has them.</summary>
    private static readonly Dictionary<string, ModelFileType> s_aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Q3_K"] = ModelFileType.Q3_K_M,
        ["Q4_K"] = ModelFileType.Q4_K_M,
        ["Q5_K"] = ModelFileType.Q5_K_M,
    };

    /// <summary>All, from the most to the fewest bits.</summary>
    public static IEnumerable<ModelFileType> All => s_rows.Select(row => row.File);

    /// <summary>The type most matrices of <paramref name="type"/> get.</summary>
    /// <exception cref="ArgumentException">There is no such file type.</exception>
    public static TensorType Matrices(ModelFileType type)
    {
        foreach (var row in s_rows)
            if (row.File == type) return row.Matrices;
        throw new ArgumentException($"the file type is {(int)type}; one of {string.Join(", ", All)} was expected", nameof(type));
    }

    /// <summary>The type that is called <paramref name="name"/>, in letters of any case.</summary>
    public static bool TryParse(string name, out ModelFileType type)
    {
        if (s_aliases.TryGetValue(name, out type)) return true;
        foreach (var row in s_rows)
        {
            if (!row.File.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            type = row.File;
            return true;
        }
        return false;
    }
}
