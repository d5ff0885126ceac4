using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Engine.Tests.Extensions;

/// <summary>The sample that is a web service, in a process of its own: answers as events, health, clients that go, and its end at SIGTERM.</summary>
public sealed partial class AspNetCoreSampleTests
{
    private const string Program = "Sample.AspNetCore.dll";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_FromStartToSigterm_AnswersAndEndsInOrder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "skipped: signals are sent by kill");
        // Beside the tests, so that it finds what they run on.
        CSharpExample.Emit(await File.ReadAllTextAsync(Path.Combine(TestFiles.Root, "samples", "AspNetCore", "Program.cs"), Cancel), isWeb: true, Path.Combine(AppContext.BaseDirectory, Program));
        using var service = Start();
        try
        {
            using var http = new HttpClient { BaseAddress = await AddressAsync(service) };
            Assert.Equal("Healthy", await http.GetStringAsync("/health", Cancel));
            string events = await (await http.PostAsJsonAsync("/chat", new { text = "What is a cat?" }, Cancel)).Content.ReadAsStringAsync(Cancel);
            Assert.Matches("^data: .+", events);
            Assert.EndsWith("event: done\ndata: length\n\n", events, StringComparison.Ordinal);

            // One client goes amid its answer; the service goes on.
            using (var left = await SendAsync(http))
                Assert.Equal((int)'d', (await left.Content.ReadAsStreamAsync(Cancel)).ReadByte());
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health", Cancel)).StatusCode);

            // The end comes amid an answer, which is still given.
            using var last = await SendAsync(http);
            using (var kill = Process.Start("kill", ["-TERM", $"{service.Id}"])) await kill.WaitForExitAsync(Cancel);
            Assert.EndsWith("event: done\ndata: length\n\n", await last.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            await service.WaitForExitAsync(Cancel);
            Assert.Equal(0, service.ExitCode);
        }
        finally
        {
            if (!service.HasExited) service.Kill();
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http) => http.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/chat") { Content = JsonContent.Create(new { text = "Tell me of cats." }) }, HttpCompletionOption.ResponseHeadersRead, Cancel);

    private static Process Start()
    {
        string[] arguments =
        [
            "exec", "--depsfile", "Engine.Tests.deps.json", "--runtimeconfig", "Engine.Tests.runtimeconfig.json", Program, "--urls", "http://127.0.0.1:0",
            "--Engine:Path", TestFiles.Demo, "--Engine:Model:Backend", "Managed", "--Engine:Model:ContextLength", "256", "--Engine:Model:Threads", "1",
            "--Engine:Generation:MaxTokens", "48", "--Engine:Generation:IgnoreEndOfGeneration", "true",
        ];
        return Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true })!;
    }

    private static async Task<Uri> AddressAsync(Process service)
    {
        string said = "";
        while (await service.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            said += line + "\n";
            if (Address().Match(line) is not { Success: true } address) continue;
            // Whoever is not read stops when the pipe is full.
            _ = service.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new Uri(address.Groups[1].Value);
        }
        throw new InvalidOperationException($"the service ended before it listened:\n{said}");
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Address();
}
