using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Engine.Verification;
using Spectre.Console;

namespace Engine.Cli.Verbs;

/// <summary><c>engine logits</c>: the logits after a prompt.</summary>
internal static class LogitsVerb
{
    public static Command Create()
    {
        var input = new PromptInput("prompt");
        var model = CommonOptions.Model();
        var backend = CommonOptions.Backend();
        var json = CommonOptions.Json();
        var positions = new Option<string>("--positions") { Description = "last, or all to have a row after every token.", DefaultValueFactory = _ => "last" };
        positions.AcceptOnlyFromAmong("last", "all");
        var command = new Command("logits", "Shows the logits after a prompt: the ten best, or all with --json.") { model, backend, positions, json };
        input.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var logits = Inspector.Logits(
                result.GetRequiredValue(model), input.Read(result), result.GetValue(positions) == "all", input.ParsesSpecial(result), result.GetValue(backend), cancellationToken);
            if (result.GetValue(json)) WriteJson(logits);
            else WriteTable(logits);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void WriteJson(PromptLogits logits) => Output.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("ids");
        foreach (int id in logits.Ids) writer.WriteNumberValue(id);
        writer.WriteEndArray();
        writer.WriteNumber("vocab_size", logits.VocabSize);
        writer.WriteBase64String("logits", LittleEndian(logits.Rows));
        writer.WriteEndObject();
    });

    private static byte[] LittleEndian(float[] values)
    {
        if (BitConverter.IsLittleEndian) return MemoryMarshal.AsBytes<float>(values).ToArray();
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(float)), BitConverter.SingleToInt32Bits(values[i]));
        return bytes;
    }

    private static void WriteTable(PromptLogits logits)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("id").RightAligned()).AddColumn("token")
            .AddColumn(new TableColumn("logit").RightAligned()).AddColumn(new TableColumn("probability").RightAligned());
        foreach (var next in logits.Top)
            table.AddRow(
                next.Id.ToString(CultureInfo.InvariantCulture), Markup.Escape(TokenLabel.Of(next.Text)),
                next.Logit.ToString("F4", CultureInfo.InvariantCulture), next.Probability.ToString("P2", CultureInfo.InvariantCulture));
        Output.Console.Write(table);
    }
}
