using System.Globalization;
using Engine.Sampling;

namespace Engine.Tests.Sampling;

/// <summary>The table of policies as the documents show it, made from the catalog.</summary>
internal static class SamplingTable
{
    /// <summary>One row per option, in the order of the chain.</summary>
    public static string Markdown => string.Concat(
        [
            "| policy | option | flag | default | off |\n|--|--|--|--|--|\n",
            .. SamplingCatalog.Policies.SelectMany(policy => policy.Fields.Select((option, i) => Row(i == 0 ? policy.Name : "", option))),
            .. SamplingCatalog.All.Except(SamplingCatalog.Policies.SelectMany(policy => policy.Fields)).Select(option => Row("", option)),
        ]);

    /// <summary>The property of <see cref="SamplingOptions"/> that is <paramref name="field"/>: top_k is TopK.</summary>
    public static string Option(SamplingField field) => string.Concat(field.JsonField.Split('_').Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));

    private static string Row(string policy, SamplingField field) =>
        $"| {policy} | `{Option(field)}` | `{field.Flags[0]}` | {(field.Default.Length > 0 ? Code(field.Default) : "none")} | {field.Off} |\n";

    private static string Code(string value) => value[0] == '[' ? $"`{value}`" : value;
}
