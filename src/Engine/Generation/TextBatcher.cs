using Engine.Backends;

namespace Engine.Generation;

/// <summary>Runs texts that several callers want encoded or classified at the same time together: those that wait when the model's thread comes to them.</summary>
/// <typeparam name="TKind">What must be alike for texts to run together.</typeparam>
internal sealed class TextBatcher<TKind>(ModelThread thread, Func<IReadOnlyList<TokenText>, TKind, CancellationToken, float[][]> run, int mostTokens)
    where TKind : struct
{
    private readonly Lock _gate = new();
    private readonly List<Request> _waiting = [];

    /// <summary>The vectors of <paramref name="texts"/>, one array each.</summary>
    public Task<float[][]> RunAsync(TokenText[] texts, TKind kind, CancellationToken cancellationToken)
    {
        var request = new Request(texts, kind, cancellationToken);
        lock (_gate) _waiting.Add(request);
        return Wait(request);
    }

    private async Task<float[][]> Wait(Request request)
    {
        // Whoever's turn it is runs the texts of all who wait; a caller who finds that done has his turn for nothing.
        var turn = thread.Run(cancel =>
        {
            if (!request.Done.Task.IsCompleted) RunTogether(request, cancel);
            return true;
        }, request.Cancellation);
        var first = await Task.WhenAny(turn, request.Done.Task).ConfigureAwait(false);
        if (first == turn && !turn.IsCompletedSuccessfully)
        {
            lock (_gate) _waiting.Remove(request);
            await turn.ConfigureAwait(false);
        }
        return await request.Done.Task.ConfigureAwait(false);
    }

    private void RunTogether(Request first, CancellationToken cancellation)
    {
        var together = new List<Request> { first };
        lock (_gate)
        {
            _waiting.Remove(first);
            int tokens = first.Tokens;
            for (int i = 0; i < _waiting.Count;)
            {
                var other = _waiting[i];
                if (other.Cancellation.IsCancellationRequested || !other.Kind.Equals(first.Kind) || tokens + other.Tokens > mostTokens)
                {
                    i++;
                    continue;
                }
                tokens += other.Tokens;
                together.Add(other);
                _waiting.RemoveAt(i);
            }
        }
        try
        {
            // One caller's cancel must not take the others' texts with it.
            float[][] vectors = run([.. together.SelectMany(request => request.Texts)], first.Kind, together.Count == 1 ? cancellation : thread.Stopping);
            int at = 0;
            foreach (var request in together)
            {
                request.Done.TrySetResult(vectors[at..(at + request.Texts.Length)]);
                at += request.Texts.Length;
            }
        }
        catch (Exception error)
        {
            foreach (var request in together) request.Done.TrySetException(error);
        }
    }

    private sealed class Request(TokenText[] texts, TKind kind, CancellationToken cancellation)
    {
        public TokenText[] Texts => texts;
        public TKind Kind => kind;
        public CancellationToken Cancellation => cancellation;
        public int Tokens { get; } = texts.Sum(text => text.Length);
        public TaskCompletionSource<float[][]> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
