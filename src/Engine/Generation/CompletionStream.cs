using System.Text;
using System.Threading.Channels;
using Engine.Generation.Telemetry;

namespace Engine.Generation;

/// <summary>The pieces of a generation, for one reader at a time; every enumeration is a generation of its own, which begins with the first piece asked for.</summary>
/// <param name="start">Begins a generation that answers the given output until the token is cancelled; returns what is to be undone when it has ended.</param>
/// <param name="prompt">Its prompt, as the completion shows it.</param>
/// <param name="watch">Begins to watch a generation; gives null where nobody does.</param>
/// <param name="cancellationToken">Stops every enumeration.</param>
internal sealed class CompletionStream(Func<IGenerationOutput, CancellationToken, CancellationTokenRegistration> start, IReadOnlyList<int> prompt, Func<RequestWatch?> watch, CancellationToken cancellationToken)
    : IAsyncEnumerable<GeneratedPiece>
{
    public IAsyncEnumerator<GeneratedPiece> GetAsyncEnumerator(CancellationToken cancellation = default) =>
        new Enumerator(start, new Pieces(prompt), watch, cancellationToken, cancellation);

    /// <summary>Takes the pieces on the model's thread. Unbounded: the context bounds it, and a reader who stops must not hold up the others.</summary>
    private sealed class Pieces(IReadOnlyList<int> prompt) : IGenerationOutput
    {
        private readonly Channel<GeneratedPiece> _channel = Channel.CreateUnbounded<GeneratedPiece>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = false });
        private readonly StringBuilder _text = new();
        private readonly List<TokenLogProbabilities> _logProbabilities = [];
        private string _rest = "";
        private TextMark[]? _restMarks;

        public ChannelReader<GeneratedPiece> Reader => _channel.Reader;

        /// <summary>The caller's token that ended it, if one did.</summary>
        public CancellationToken Cancellation { get; set; }

        /// <summary>Told when it ends.</summary>
        public RequestWatch? Watch { get; set; }

        public void Token(int token, GeneratedText generated, TokenNotes notes)
        {
            string text = Encoding.UTF8.GetString(generated.Utf8);
            _text.Append(text);
            if (notes.LogProbabilities is { } noted) _logProbabilities.Add(noted);
            _channel.Writer.TryWrite(new GeneratedPiece(token, text) { LogProbabilities = notes.LogProbabilities, Trace = notes.Trace, Marks = Marks(generated) });
        }

        public void Rest(GeneratedText generated)
        {
            string text = Encoding.UTF8.GetString(generated.Utf8);
            _text.Append(text);
            if (Marks(generated) is { } marks) _restMarks = [.. _restMarks ?? [], .. marks.Select(mark => mark with { Start = mark.Start + _rest.Length })];
            _rest += text;
        }

        public void Finished(GenerationResult result)
        {
            Watch?.Finished(result);
            var completion = new Completion
            {
                Text = _text.ToString(),
                Ids = result.Ids,
                PromptIds = prompt,
                FinishReason = result.FinishReason,
                Usage = result.Usage,
                Timings = result.Timings,
                LogProbabilities = _logProbabilities,
            };
            if (result.FinishReason == FinishReason.Cancelled) _channel.Writer.TryComplete(new GenerationCanceledException(completion, Cancellation));
            else
            {
                _channel.Writer.TryWrite(new GeneratedPiece(GeneratedPiece.NoToken, _rest, completion) { Marks = _restMarks });
                _channel.Writer.TryComplete();
            }
        }

        public void Failed(Exception error)
        {
            Watch?.Failed(error);
            _channel.Writer.TryComplete(error);
        }

        /// <summary>Where in the text control tokens are spelled; null where none is.</summary>
        private static TextMark[]? Marks(GeneratedText generated)
        {
            var marks = generated.Marks;
            if (!marks.Contains(true)) return null;
            var found = new List<TextMark>();
            int chars = 0;
            for (int at = 0; at < marks.Length;)
            {
                int length = marks[at..].IndexOf(!marks[at]);
                if (length < 0) length = marks.Length - at;
                int count = Encoding.UTF8.GetCharCount(generated.Utf8.Slice(at, length));
                if (marks[at]) found.Add(new TextMark(chars, count));
                (at, chars) = (at + length, chars + count);
            }
            return [.. found];
        }
    }

    private sealed class Enumerator : IAsyncEnumerator<GeneratedPiece>
    {
        private readonly Func<IGenerationOutput, CancellationToken, CancellationTokenRegistration> _start;
        private readonly Pieces _pieces;
        private readonly Func<RequestWatch?> _watch;
        private readonly CancellationTokenSource _left;
        private CancellationTokenRegistration _onLeft;
        private int _isMoving;
        private bool _hasStarted, _hasEnded;

        public Enumerator(Func<IGenerationOutput, CancellationToken, CancellationTokenRegistration> start, Pieces pieces, Func<RequestWatch?> watch, CancellationToken one, CancellationToken two)
        {
            (_start, _pieces, _watch) = (start, pieces, watch);
            _left = CancellationTokenSource.CreateLinkedTokenSource(one, two);
            pieces.Cancellation = one.CanBeCanceled ? one : two;
        }

        /// <summary>A reader that was forgotten does not keep the model at work.</summary>
        ~Enumerator() => _left.Cancel();

        public GeneratedPiece Current { get; private set; }

        public async ValueTask<bool> MoveNextAsync()
        {
            if (Interlocked.Exchange(ref _isMoving, 1) != 0)
                throw new InvalidOperationException("the next piece is being waited for already; one caller at a time was expected");
            try
            {
                if (_hasEnded) return false;
                if (!_hasStarted)
                {
                    _hasStarted = true;
                    _left.Token.ThrowIfCancellationRequested();
                    _pieces.Watch = _watch();
                    _onLeft = _start(_pieces, _left.Token);
                }
                Completion? completion = null;
                while (await _pieces.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    if (!_pieces.Reader.TryRead(out var piece)) continue;
                    completion = piece.Completion;
                    // What had come before the cancel is in the exception.
                    if (_left.IsCancellationRequested) continue;
                    Current = piece;
                    return true;
                }
                _hasEnded = true;
                return completion is null ? false : throw new GenerationCanceledException(completion, _pieces.Cancellation);
            }
            catch (Exception error)
            {
                _hasEnded = true;
                // What did not even begin.
                _pieces.Watch?.Failed(error);
                throw;
            }
            finally
            {
                Volatile.Write(ref _isMoving, 0);
            }
        }

        public async ValueTask DisposeAsync()
        {
            GC.SuppressFinalize(this);
            bool isRunning = _hasStarted && !_hasEnded;
            _hasEnded = true;
            if (isRunning)
            {
                await _left.CancelAsync().ConfigureAwait(false);
                // Until the generation has ended: whoever disposes may rely on it. A channel completes when it is empty.
                while (await _pieces.Reader.WaitToReadAsync().AsTask().ContinueWith(static wait => wait is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default).ConfigureAwait(false))
                    while (_pieces.Reader.TryRead(out _)) { }
            }
            // A caller's token may live as long as the application, and would keep what is registered with it.
            await _onLeft.DisposeAsync().ConfigureAwait(false);
            _left.Dispose();
        }
    }
}
