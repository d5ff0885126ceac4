using System.Reflection;
using System.Text.RegularExpressions;
using Engine.Tests.Cli;

namespace Engine.Tests.Alone;

/// <summary>Runs the tests that count what the whole process does, one after the other, in a process where nothing else runs.</summary>
public sealed partial class AloneTests(ITestOutputHelper output)
{
    /// <summary>Everything is compiled in full at once, and nothing is collected meanwhile: both happen on other threads, when they like.</summary>
    private static readonly Dictionary<string, string> s_quiet = new()
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_GCgen0size"] = "0x8000000",
    };

    [Fact]
    public async Task Tests_ThatRunAlone_Pass()
    {
        var methods = typeof(AloneTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<RunsAloneAttribute>() is not null).ToArray();
        Assert.All(methods, method => Assert.True(method.GetCustomAttribute<FactAttribute>() is { Explicit: true }, $"{method.DeclaringType}.{method.Name} is not explicit"));

        var child = await Command.StartAsync(
            "dotnet", ["exec", typeof(AloneTests).Assembly.Location, "-explicit", "only", "-parallel", "none", "-trait", $"{RunsAloneAttribute.Trait}={RunsAloneAttribute.Own}"],
            s_quiet, AppContext.BaseDirectory);
        output.WriteLine(child.Output);
        var summary = Summary().Match(child.Output);
        Assert.True(child.ExitCode == 0 && summary.Success, child.Output + child.Errors);
        // A theory counts once per row.
        Assert.InRange(int.Parse(summary.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), methods.Length, int.MaxValue);
    }

    [GeneratedRegex(@"Total: (\d+), Errors: 0, Failed: 0,")]
    private static partial Regex Summary();
}
