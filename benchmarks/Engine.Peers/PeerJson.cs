using System.Text.Json.Serialization;
using Engine.Cli.Documents;
using Engine.Peers.Beside;

namespace Engine.Peers;

/// <summary>Writes rows as <c>engine bench --json</c> does.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<CallersRow>))]
[JsonSerializable(typeof(GreedyRow))]
[JsonSerializable(typeof(BesideDocument))]
internal sealed partial class PeerJson : JsonSerializerContext;
