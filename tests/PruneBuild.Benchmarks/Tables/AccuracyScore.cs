using System.Globalization;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>Share of records that are classified right.</summary>
internal sealed class AccuracyScore : IScore
{
    /// <inheritdoc />
    public string Name => "accuracy";

    /// <inheritdoc />
    public double Of(OnnxModel model, PreparedData validation)
    {
        using var session = Subject.Must(ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible));
        var labels = validation.Labels!.Values;
        ClassificationScore? score = null;
        foreach (var (batch, outputs) in OutputStream.Run(session, validation.Batches))
        {
            var logits = outputs[session.Outputs[0]];
            var classes = (int)logits.Shape[^1];
            score ??= new ClassificationScore(classes);
            var values = logits.ToFloats();
            for (var row = 0; row < batch.Records.Count; row++)
                score.Add(values.AsSpan(row * classes, classes), (int)labels[batch.Records[row]]);
        }

        return score!.Accuracy().Value;
    }

    /// <inheritdoc />
    public string Print(double score) => score.ToString("0.0000", CultureInfo.InvariantCulture);
}
