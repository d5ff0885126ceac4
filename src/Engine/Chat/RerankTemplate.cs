using Engine.Gguf;
using Engine.Tokenization;
using Marked = Engine.Chat.Jinja.Text;

namespace Engine.Chat;

/// <summary>How a reranker's file puts query and document together: a text with a place for each. Control tokens typed in either stay text.</summary>
internal sealed class RerankTemplate
{
    private const string Query = "{query}", Document = "{document}";

    private readonly string _source;
    private readonly int _query, _document;

    /// <exception cref="GgufException">It has no place for one of them.</exception>
    public RerankTemplate(string source)
    {
        _source = source;
        _query = source.IndexOf(Query, StringComparison.Ordinal);
        _document = source.IndexOf(Document, StringComparison.Ordinal);
        if (_query < 0 || _document < _query) throw new GgufException($"{GgufKeys.RerankTemplate} has no {Query} followed by {Document}");
    }

    /// <summary>The ids of <paramref name="query"/> with each of <paramref name="documents"/>.</summary>
    /// <exception cref="ArgumentException">A pair has more than <paramref name="mostTokens"/>, and documents may not be cut, or cutting does not help.</exception>
    public int[][] Encode(Tokenizer tokenizer, string query, IReadOnlyList<string> documents, int mostTokens, bool truncate)
    {
        var pairs = new int[documents.Count][];
        for (int i = 0; i < pairs.Length; i++)
        {
            string document = documents[i];
            while ((pairs[i] = Write(query, document).Encode(tokenizer)).Length > mostTokens)
            {
                if (!truncate) throw new ArgumentException($"document {i} makes {pairs[i].Length} tokens with the query; at most {mostTokens} were expected", nameof(documents));
                if (document.Length == 0) throw new ArgumentException($"the query alone takes {pairs[i].Length} of {mostTokens} tokens", nameof(query));
                document = Shorten(document, (double)mostTokens / pairs[i].Length);
            }
        }
        return pairs;
    }

    private ChatPrompt Write(string query, string document)
    {
        string between = _source[(_query + Query.Length).._document], start = _source[.._query];
        int documentAt = start.Length + query.Length + between.Length;
        string text = start + query + between + document + _source[(_document + Document.Length)..];
        return new ChatPrompt(new Marked(text, [(start.Length, start.Length + query.Length), (documentAt, documentAt + document.Length)]));
    }

    /// <summary>The beginning of a document, a little shorter than <paramref name="share"/> of it: what is not cut is tokens too.</summary>
    private static string Shorten(string document, double share)
    {
        int length = Math.Min(document.Length - 1, (int)(document.Length * share * 0.98));
        if (length > 0 && char.IsHighSurrogate(document[length - 1])) length--;
        return document[..length];
    }
}
