namespace Engine.Extensions.AI;

/// <summary>A model that is there, or that is loaded when somebody asks for it.</summary>
internal interface IModelSource
{
    /// <summary>What it is called before and after it is loaded.</summary>
    string Id { get; }

    /// <summary>The model; null while it is not loaded.</summary>
    Model? Loaded { get; }

    /// <summary>What drafts for it where a request does not say; null where nothing does, or it is not loaded.</summary>
    Draft? Draft { get; }

    /// <summary>The model, loaded if need be.</summary>
    ValueTask<Model> GetAsync(CancellationToken cancellationToken);
}

/// <summary>A model that its owner loaded.</summary>
internal sealed class GivenModel(Model model) : IModelSource
{
    public string Id => model.Info.Name;

    public Model? Loaded => model;

    public Draft? Draft => null;

    public ValueTask<Model> GetAsync(CancellationToken cancellationToken) => new(model);
}
