using System.Runtime.CompilerServices;
using System.Text;
using Engine.Chat.Tools;
using Engine.Generation;

namespace Engine;

public sealed partial class Conversation
{
    /// <summary>Says <paramref name="content"/> and streams the answer, which then belongs to the history; an answer that was stopped, as far as it came.</summary>
    /// <remarks>The text is as it was generated; <see cref="AskAsync(string, AnswerOptions?, CancellationToken)"/> tells reasoning and calls of tools from it.</remarks>
    /// <exception cref="ChatTemplateException">The template refused the conversation or failed; the history is as before.</exception>
    /// <exception cref="KvCacheFullException">The conversation does not fit; the history is as before.</exception>
    public IAsyncEnumerable<GeneratedPiece> SendAsync(string content, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new SingleReader<GeneratedPiece>(cancel => SendAsync(Message.User(content), options ?? new(), cancel), cancellationToken);
    }

    /// <summary>
    /// Says <paramref name="content"/> and streams the answer: text, reasoning and calls of tools. It then belongs to the history; one that was stopped, as far as it came, without
    /// its calls. Results of calls are added by <see cref="Add"/>, and <see cref="AnswerAsync(AnswerOptions?, CancellationToken)"/> goes on.
    /// </summary>
    /// <inheritdoc cref="ChatExtensions.AnswerAsync"/>
    public IAsyncEnumerable<AnswerPiece> AskAsync(string content, AnswerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new SingleReader<AnswerPiece>(cancel => AnswerAsync(Message.User(content), options ?? new(), cancel), cancellationToken);
    }

    /// <summary>Streams the answer to the conversation as it stands.</summary>
    /// <inheritdoc cref="AskAsync(string, AnswerOptions?, CancellationToken)"/>
    public IAsyncEnumerable<AnswerPiece> AnswerAsync(AnswerOptions? options = null, CancellationToken cancellationToken = default) =>
        new SingleReader<AnswerPiece>(cancel => AnswerAsync(null, options ?? new(), cancel), cancellationToken);

    /// <summary>
    /// Says <paramref name="content"/> and streams the answers until one calls no tool: after each that does, the calls are run, one after the other, and the model goes on
    /// with their results. A call that is required is required of the first answer only.
    /// </summary>
    /// <param name="content">What the user says.</param>
    /// <param name="options">The tools, and how answers are generated.</param>
    /// <param name="run">Runs a call and returns its result. What it throws ends the stream; the calls that have no result then have one that says so.</param>
    /// <param name="maxRounds">Answers at most; calls of the last one are left to the caller.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<AnswerPiece> AskAsync(
        string content, AnswerOptions options, Func<ToolCall, CancellationToken, ValueTask<string>> run, int maxRounds = 10, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRounds, 1);
        return new SingleReader<AnswerPiece>(cancel => AskAsync(Message.User(content), options, run, maxRounds, cancel), cancellationToken);
    }

    /// <summary>Forgets the last answer, all that came after what the user said last, and streams another one. Should that fail before it begins, the old one is back.</summary>
    /// <exception cref="InvalidOperationException">The user said nothing yet.</exception>
    public IAsyncEnumerable<AnswerPiece> RegenerateAsync(AnswerOptions? options = null, CancellationToken cancellationToken = default) =>
        new SingleReader<AnswerPiece>(cancel => AgainAsync(options ?? new(), cancel), cancellationToken);

    private async IAsyncEnumerable<GeneratedPiece> SendAsync(Message question, GenerationOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        if (ForgetsOldestTurns) ForgetUntilFits(question, new AnswerOptions { Generation = options }, cancellationToken);
        var prompt = Template.Render([.. Messages, question], cancellationToken: cancellationToken);
        int[] ids = _model.CheckTokens(_history.Encode(prompt, _model.Tokenizer), "the prompt");
        bool begun = false;
        try
        {
            await foreach (var piece in _model.StreamAsync(ids, options, options.ReuseGenerated ?? true, null, cancellationToken).ConfigureAwait(false))
            {
                begun = true;
                answer.Append(piece.Text);
                if (piece.Completion is { } completion) _history.Add(prompt, completion, isSpelled: false, _model.Tokenizer);
                yield return piece;
            }
        }
        finally
        {
            if (begun) _messages.AddRange([question, Message.Assistant(answer.ToString())]);
        }
    }

    private async IAsyncEnumerable<AnswerPiece> AnswerAsync(Message? question, AnswerOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        options = options with { Template = options.Template ?? Template };
        if (ForgetsOldestTurns) ForgetUntilFits(question, options, cancellationToken);
        var plan = AnswerPlan.Of(_model, question is null ? Messages : [.. Messages, question], options, cancellationToken);
        int[] ids = _model.CheckTokens(_history.Encode(plan.Prompt, _model.Tokenizer), "the prompt");
        var (text, reasoning) = (new StringBuilder(), new StringBuilder());
        Answer? answer = null;
        bool begun = false;
        try
        {
            var generated = _model.StreamAsync(ids, plan.Options, plan.Options.ReuseGenerated ?? true, null, cancellationToken, spellsControl: true);
            await foreach (var piece in AnswerStream.Read(generated, plan.Syntax, cancellationToken).ConfigureAwait(false))
            {
                begun = true;
                if (piece.Kind == AnswerPieceKind.Text) text.Append(piece.Text);
                else if (piece.Kind == AnswerPieceKind.Reasoning) reasoning.Append(piece.Text);
                answer = piece.Answer;
                if (answer is not null) _history.Add(plan.Prompt, answer.Completion, isSpelled: true, _model.Tokenizer);
                yield return piece;
            }
        }
        finally
        {
            if (begun)
            {
                if (question is not null) _messages.Add(question);
                _messages.Add(answer?.ToMessage() ?? Message.Assistant(text.ToString(), [], reasoning.Length > 0 ? reasoning.ToString() : null));
            }
        }
    }

    private async IAsyncEnumerable<AnswerPiece> AskAsync(
        Message question, AnswerOptions options, Func<ToolCall, CancellationToken, ValueTask<string>> run, int maxRounds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int round = 1; ; round++)
        {
            Answer? answer = null;
            await foreach (var piece in AnswerAsync(round == 1 ? question : null, options, cancellationToken).ConfigureAwait(false))
            {
                answer = piece.Answer;
                yield return piece;
            }
            if (answer is null || answer.ToolCalls.Count == 0 || round == maxRounds) yield break;
            int done = 0;
            try
            {
                for (; done < answer.ToolCalls.Count; done++)
                {
                    var call = answer.ToolCalls[done];
                    Add(Message.Tool(call.Id, await run(call, cancellationToken).ConfigureAwait(false), call.Name));
                }
            }
            finally
            {
                // A call without a result is one that many templates refuse.
                foreach (var call in answer.ToolCalls.Skip(done)) Add(Message.Tool(call.Id, "The call failed.", call.Name));
            }
            if (options.ToolChoice != ToolChoice.None) options = options with { ToolChoice = ToolChoice.Auto };
        }
    }

    private async IAsyncEnumerable<AnswerPiece> AgainAsync(AnswerOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int last = _messages.FindLastIndex(message => message.Role == UserRole);
        if (last < 0) throw new InvalidOperationException("there is no answer to generate anew: the user said nothing yet");
        Message[] old = [.. _messages.Skip(last + 1)];
        _messages.RemoveRange(last + 1, old.Length);
        bool begun = false;
        try
        {
            await foreach (var piece in AnswerAsync(null, options, cancellationToken).ConfigureAwait(false))
            {
                begun = true;
                yield return piece;
            }
        }
        finally
        {
            if (!begun) _messages.AddRange(old);
        }
    }
}
