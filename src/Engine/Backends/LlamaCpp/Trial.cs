using System.Diagnostics;
using Engine.Gguf;
using Engine.Gguf.Architectures;

namespace Engine.Backends.LlamaCpp;

/// <summary>
/// Loads a file with llama.cpp in a process of its own first. What llama.cpp assumes of the architectures we know is checked by rules; of the others it
/// asserts or assumes things that nobody lists, and a file that breaks one takes the process with it: so let it be a process nobody needs.
/// </summary>
internal static class Trial
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private const long BytesPerSecond = 50 << 20;   // of a file on a slow disk

    /// <summary>Why <paramref name="file"/> is to be tried; null when it is not.</summary>
    public static string? Reason(GgufFile file, TrialUse use)
    {
        string architecture = file.Metadata.Architecture;
        string? vocabulary = file.Metadata.String(GgufKeys.TokenizerModel);
        return use switch
        {
            TrialUse.Never => null,
            TrialUse.Always => "a trial was asked for",
            _ when ArchitectureCatalog.Find(architecture) is null => UntrustedText.Sentence($"the architecture '{architecture}' has no rules here"),
            _ when vocabulary is not null && !VocabularyRules.Models.Contains(vocabulary) => UntrustedText.Sentence($"the vocabulary '{vocabulary}' has no rules here"),
            _ => null,
        };
    }

    /// <summary>Tries <paramref name="file"/> if <see cref="ModelOptions.Trial"/> says so; returns what was done and why, or null.</summary>
    /// <exception cref="GgufException">It ended the process that tried it.</exception>
    /// <exception cref="NativeCallException">llama.cpp refused it.</exception>
    /// <exception cref="InvalidOperationException">No process can be started here to try it.</exception>
    public static string? Run(GgufFile file, ModelOptions options, CancellationToken cancellationToken) =>
        Run(file, options.Trial, TrialRequest.Of(file.Path, options), cancellationToken);

    /// <inheritdoc cref="Run(GgufFile, ModelOptions, CancellationToken)"/>
    public static string? Run(GgufFile file, TrialUse use, TrialRequest request, CancellationToken cancellationToken)
    {
        if (Reason(file, use) is not { } reason) return null;
        if (TrialProgram.Find(out string whyNot) is not { } program)
        {
            throw new InvalidOperationException(
                $"{reason}, so llama.cpp must load {UntrustedText.Quote(file.Path, UntrustedText.MaxShown)} in a process of its own first, and none can be started: {whyNot}; ModelOptions.Trial = Never loads it without");
        }
        var patience = s_patience + TimeSpan.FromSeconds(file.Length / (double)BytesPerSecond);
        string outcome = Outcome(program.Start(request), patience, cancellationToken);
        if (outcome == TrialChild.Worked) return $"it was tried in a process of its own first: {reason}";
        if (outcome.StartsWith(TrialChild.Refused, StringComparison.Ordinal))
            throw new NativeCallException(outcome[TrialChild.Refused.Length..]);
        throw new GgufException($"{file.Path} cannot be used: {reason:1000}, and llama.cpp did not survive loading it in a process of its own ({outcome:1000})");
    }

    /// <summary>The child's verdict, or how it ended.</summary>
    private static string Outcome(Process child, TimeSpan patience, CancellationToken cancellationToken)
    {
        using (child)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(patience);
            try
            {
                child.StandardInput.Close();
                var errors = child.StandardError.ReadToEndAsync(limit.Token);
                string? verdict = VerdictAsync(child, limit.Token).GetAwaiter().GetResult();
                child.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
                return verdict?.Replace(TrialChild.Failed, "", StringComparison.Ordinal) ?? Ending(child.ExitCode);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return $"no answer in {patience.TotalSeconds:0} s";
            }
            finally
            {
                if (!child.HasExited) child.Kill();
            }
        }
    }

    private static async Task<string?> VerdictAsync(Process child, CancellationToken cancellationToken)
    {
        string? greeting = await child.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        // Whatever else speaks is the application itself, which was not to run again.
        if (greeting is not (null or TrialChild.Greeting))
        {
            child.Kill();
            return "the application ran instead of the trial";
        }
        return await child.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Ending(int exitCode) => exitCode switch
    {
        128 + 11 => "it ended with a segmentation fault",
        128 + 6 => "it aborted",
        128 + 9 => "it was killed",
        _ => $"it ended with exit code {exitCode}",
    };
}
