using PruneBuild.Engine.Data;
using PruneBuild.Onnx;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>Judges a model on validation data.</summary>
internal interface IScore
{
    /// <summary>What the number is: "accuracy", "perplexity".</summary>
    string Name { get; }

    /// <summary>The model's score.</summary>
    double Of(OnnxModel model, PreparedData validation);

    /// <summary>The number as tables print it.</summary>
    string Print(double score);
}
