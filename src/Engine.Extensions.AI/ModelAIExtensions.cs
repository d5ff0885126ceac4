using Engine.Extensions.AI;
using Microsoft.Extensions.AI;

namespace Engine;

/// <summary>A model behind the interfaces of Microsoft.Extensions.AI.</summary>
public static class ModelAIExtensions
{
    /// <summary>The model as a chat client, an <see cref="EngineChatClient"/>, which any number of callers may share. Disposing the client leaves the model loaded.</summary>
    /// <param name="model">A model made for chat.</param>
    /// <param name="defaults">How answers are generated where the <see cref="ChatOptions"/> of a call say nothing.</param>
    /// <exception cref="ChatTemplateException">The model has no chat template, or it cannot be read.</exception>
    public static IChatClient AsIChatClient(this Model model, GenerationOptions? defaults = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        // A model without a template is refused here rather than with the first call.
        _ = model.CreateChatTemplate();
        return new EngineChatClient(new GivenModel(model), defaults);
    }

    /// <summary>The model as a generator of embeddings, an <see cref="EngineEmbeddingGenerator"/>, which any number of callers may share. Disposing the generator leaves the model loaded.</summary>
    /// <param name="model">A text encoder.</param>
    /// <param name="defaults">How vectors are made where the options of a call say nothing.</param>
    /// <exception cref="InvalidOperationException">The model has no embeddings.</exception>
    public static IEmbeddingGenerator<string, Embedding<float>> AsIEmbeddingGenerator(this Model model, EmbeddingOptions? defaults = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Info.EmbeddingDimensions == 0) throw new InvalidOperationException($"{model.Info.Name} has no embeddings; a text encoder was expected");
        return new EngineEmbeddingGenerator(new GivenModel(model), defaults);
    }
}
