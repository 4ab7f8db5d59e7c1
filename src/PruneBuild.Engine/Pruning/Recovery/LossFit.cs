using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Whether a loss suits what a model answers, and the data.</summary>
internal static class LossFit
{
    /// <summary>Why a loss cannot be computed; nothing when it can, or when there is no data to tell by.</summary>
    /// <param name="model">The model.</param>
    /// <param name="teacher">The original, which looks ahead or does not.</param>
    /// <param name="facts">Types and shapes of the model's values.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="bench">Data, and where to run.</param>
    public static IReadOnlyList<Diagnostic> Problems(
        OnnxModel model, OnnxModel teacher, ShapeFacts facts, RecoveryLoss loss, Workbench bench)
    {
        if (bench.Batches.Count == 0)
            return [];
        if (AnswerOutput.Of(model, facts) is not { Fact.Type: ElementType.Float } answer)
            return Unfit(loss == RecoveryLoss.Labels ? "labels" : "match", $"'{model.Graph.Output[0].Name}' is no tensor of 32-bit floats");
        var output = answer.Parts[0];
        switch (loss)
        {
            case RecoveryLoss.Labels:
                return TrueAnswers.WhyNoLabels(output, answer.First().Fact, bench.Batches) is { } problem ? Unfit("labels", problem) : [];
            case RecoveryLoss.NextToken:
                var tokens = TrueAnswers.TokensOf(model, facts, facts.Find(output), bench.Batches);
                var seen = LookAhead.Of(teacher, bench.Device, output, tokens, bench.Batches[0]);
                return !seen.IsOk ? seen.Diagnostics
                    : tokens is null ? Unfit("next-token", $"'{output}' holds no score of a vocabulary for each of the input's tokens")
                    : seen.Value ? Unfit(
                        "next-token", $"'{output}' scores tokens that the model has seen: it looks ahead, as one does that fills gaps")
                    : [];
            default:
                return [];
        }

        IReadOnlyList<Diagnostic> Unfit(string name, string problem) => [DiagnosticCatalog.LossUnfit.At(bench.Place, name, problem)];
    }
}
