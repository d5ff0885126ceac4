using System.CommandLine;

namespace Engine.Cli;

/// <summary>The flags of beam search; each needs <c>--beams</c>.</summary>
internal sealed class BeamFlags
{
    private readonly Option<int> _beams = new("--beams") { Description = "Search with this many beams instead of sampling." };
    private readonly Option<double> _lengthPenalty = new("--length-penalty") { Description = "Beams are ranked by log-probability / length^penalty." };
    private readonly Option<int> _results = new("--beam-results") { Description = "Texts to return; 0 for one per beam." };
    private readonly Option<bool> _earlyStopping = new("--early-stopping") { Description = "End when as many texts as are returned have ended, though better ones might come." };
    private readonly Option<int> _groups = new("--beam-groups") { Description = "Groups that the beams are divided into, each searching for itself.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _diversity = new("--diversity-penalty") { Description = "What a token loses for every beam of an earlier group that has just taken it." };

    private IEnumerable<Option> Others => [_lengthPenalty, _results, _earlyStopping, _groups, _diversity];

    public void AddTo(Command command)
    {
        command.Options.Add(_beams);
        foreach (var option in Others) command.Options.Add(option);
    }

    /// <summary>How to search; null to sample.</summary>
    public BeamSearchOptions? Options(ParseResult result, int maxTokens)
    {
        int width = CommonOptions.Count(result, _beams);
        if (width == 0)
        {
            if (Others.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } lonely)
                throw new UsageException($"{lonely.Name} is part of beam search; --beams was expected beside it");
            return null;
        }
        return new BeamSearchOptions
        {
            Width = width,
            MaxTokens = maxTokens,
            LengthPenalty = result.GetValue(_lengthPenalty),
            Results = CommonOptions.Count(result, _results),
            EarlyStopping = result.GetValue(_earlyStopping),
            Groups = CommonOptions.Count(result, _groups),
            DiversityPenalty = result.GetValue(_diversity),
        };
    }
}
