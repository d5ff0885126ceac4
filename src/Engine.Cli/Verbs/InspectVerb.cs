using System.CommandLine;
using Engine.Gguf;

namespace Engine.Cli.Verbs;

/// <summary><c>engine inspect</c>: what is in a GGUF file.</summary>
internal static class InspectVerb
{
    public static Command Create()
    {
        var path = new Argument<string>("model") { Description = "Path of a GGUF file.", DefaultValueFactory = _ => CommonOptions.DemoModel };
        var command = new Command("inspect", "Shows metadata, tensors and predicted memory of a GGUF file.") { path };
        command.SetAction(result =>
        {
            using var file = GgufFile.Open(result.GetRequiredValue(path));
            foreach (var (key, value) in file.Metadata) Console.Out.WriteLine($"{key} = {value}");
            foreach (var tensor in file.Tensors) Console.Out.WriteLine($"{tensor.Name} {tensor.Type.ToString()} {tensor.Shape}");
        });
        return command;
    }
}
