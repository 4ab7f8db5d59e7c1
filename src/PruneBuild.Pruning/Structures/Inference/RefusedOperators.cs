namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Operators that are understood and have no rule for a reason.</summary>
internal static class RefusedOperators
{
    /// <summary>By operator, as rules name it: a clause that completes "cannot be cut because …".</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["ai.onnx.ml::ArrayFeatureExtractor"] = "it is indexed by data",
        ["Compress"] = "data decides what is kept of it",
        ["DFT"] = "every frequency reads the whole axis",
        ["Det"] = "a determinant reads the whole matrix",
        ["MaxRoiPool"] = "data decides where it is read",
        ["MaxUnpool"] = "data decides where it is written",
        ["MeanVarianceNormalization"] = "its statistics read the whole axis",
        ["NonMaxSuppression"] = "data decides what is kept of it",
        ["RoiAlign"] = "data decides where it is read",
        ["STFT"] = "every frequency reads the whole axis",
        ["TfIdfVectorizer"] = "a vocabulary is its axis",
        ["Unique"] = "data decides what is kept of it",
        ["com.microsoft::BeamSearch"] = "a search drives the graphs inside it",
        ["com.microsoft::GreedySearch"] = "a search drives the graphs inside it",
        ["com.microsoft::Sampling"] = "a search drives the graphs inside it",
        ["com.microsoft::WhisperBeamSearch"] = "a search drives the graphs inside it",
    };

    /// <summary>Why nothing that an operator touches can be cut.</summary>
    public static string ReasonFor(string name) => Reasons.GetValueOrDefault(name, "the operator has no rule");
}
