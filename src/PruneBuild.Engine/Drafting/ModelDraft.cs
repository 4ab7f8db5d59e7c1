namespace PruneBuild.Engine.Drafting;

/// <summary>What a first manifest says of one model.</summary>
/// <param name="Name">Name in the manifest.</param>
/// <param name="Description">What the model is: <c>a transformer classifier, 6 layers</c>.</param>
/// <param name="Prunable">What can be cut: <c>72 attention heads, 9216 neurons, 12 layers (97 % of its FLOPs)</c>.</param>
/// <param name="Suited">The method for it where there is data.</param>
/// <param name="Source">Path of the file, as the manifest writes it.</param>
/// <param name="Output">Path in the app's output folder.</param>
/// <param name="Answer">What it answers.</param>
/// <param name="Classes">Classes that it tells apart; 0 unless it is a classifier.</param>
/// <param name="Data">Its data; null for none.</param>
/// <param name="Accuracy">Share of right answers of the model as it is, on some records; null without labels or classes.</param>
/// <param name="Prediction">Perplexity of a language model as it is, on some records, and of how many tokens;
/// null for other models.</param>
internal sealed record ModelDraft(
    string Name,
    string Description,
    string Prunable,
    SuitedMethod Suited,
    string Source,
    string Output,
    AnswerKind Answer,
    int Classes,
    DataDraft? Data,
    double? Accuracy,
    (double Perplexity, int Tokens)? Prediction)
{
    /// <summary>Without data: the share of FLOPs that may go, and the answers on random input that stay the same then; null with data, and
    /// where no share was found.</summary>
    public (double Share, double Agreement)? Blind { get; init; }
}
