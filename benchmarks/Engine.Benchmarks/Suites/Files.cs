using System.Text;

namespace Engine.Benchmarks.Suites;

/// <summary>Files and texts that the suites run on.</summary>
internal static class Files
{
    /// <summary>The repository, where the program stands in it.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The demo model: byte-level BPE, 5.8 million parameters, F16.</summary>
    public static string Demo => Path.Combine(Root, "src", "Engine.Cli", "Demo", "pocket-f16.gguf");

    /// <summary>A file of each kind of tokenizer; those that are not there are left out.</summary>
    public static IEnumerable<string> Tokenizers => ((string[])
    [
        Demo, InData("stories260K.gguf"), InData("pocket-t5-f16.gguf"), InShared("all-MiniLM-L6-v2-f16.gguf"), InShared("SmolLM2-135M-Instruct.Q4_1.gguf"),
    ]).Where(File.Exists).Select(path => Path.GetFileName(path));

    /// <summary>The file called <paramref name="name"/>.</summary>
    public static string Model(string name) => ((string[])[Demo, InData(name), InShared(name)]).First(path => Path.GetFileName(path) == name && File.Exists(path));

    /// <summary>Words in sentences and paragraphs, the same always.</summary>
    public static byte[] Text(int bytes)
    {
        string[] words = "the a of and to in that it was he for on are with as his they at be this from have or by one had not but what all were when we there can an your which their said if will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know".Split(' ');
        var random = new Random(1);
        var text = new StringBuilder();
        while (text.Length < bytes)
        {
            int length = random.Next(4, 18);
            for (int i = 0; i < length; i++)
            {
                string word = words[random.Next(words.Length)];
                text.Append(i == 0 ? char.ToUpperInvariant(word[0]) + word[1..] : word).Append(i < length - 1 ? random.Next(12) == 0 ? ", " : " " : random.Next(8) == 0 ? ".\n\n" : ". ");
            }
        }
        return Encoding.ASCII.GetBytes(text.ToString(0, bytes));
    }

    private static string InData(string name) => Path.Combine(Root, "tests", "Engine.Tests", "Data", "models", name);

    private static string InShared(string name) => Path.Combine(Root, "..", "shared", "models", name);

    private static string Find(string directory)
    {
        for (var at = new DirectoryInfo(directory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Engine.sln"))) return at.FullName;
        throw new InvalidOperationException($"{directory} is not in the repository; a build of it was expected");
    }
}
