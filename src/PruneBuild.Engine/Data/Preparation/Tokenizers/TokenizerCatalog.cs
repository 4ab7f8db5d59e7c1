using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Data.Preparation.Tokenizers;

/// <summary>The tokenizers that a manifest can name.</summary>
internal static class TokenizerCatalog
{
    /// <summary>Opens the tokenizer of a step.</summary>
    /// <param name="step">What the manifest says.</param>
    /// <param name="vocabulary">Full path of its vocabulary.</param>
    /// <returns>The tokenizer; or PB3020, PB3022 for a vocabulary that cannot be read, at its place in the manifest.</returns>
    public static Result<ITokenizer> Open(TokenizeStep step, string vocabulary)
    {
        var opened = step.Kind.Value switch
        {
            TokenizerKind.Wordpiece or TokenizerKind.TokenizerJson => GraphTokenizer.Open(step, vocabulary),
            TokenizerKind.Llama2c => Llama2cTokenizer.Open(vocabulary),
            TokenizerKind.Characters => CharacterTokenizer.Open(vocabulary),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step.Kind.Value, "No tokenizer of this kind."),
        };
        return opened.IsOk ? opened : opened.As<ITokenizer>(step.Vocabulary.Span);
    }
}
