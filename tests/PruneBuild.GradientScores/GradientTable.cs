using System.Globalization;
using System.Text;

namespace PruneBuild.GradientScores;

/// <summary>The scoreboard as Markdown.</summary>
internal static class GradientTable
{
    /// <summary>The whole page.</summary>
    /// <param name="scores">Of all models.</param>
    /// <param name="peaks">Peak memory of passes in MiB; empty when it was not measured.</param>
    public static string Write(IReadOnlyList<GradientScore> scores, IReadOnlyList<(string Pass, string Peak)> peaks)
    {
        var recorded = scores.Where(score => score is { Kind: Comparison.Recorded, Holds: true }).ToList();
        var moved = scores.Count(score => score is { Kind: Comparison.Directional, Holds: true });
        var text = new StringBuilder();
        text.AppendLine("# Gradients").AppendLine()
            .AppendLine("Made by `dotnet run --project eng -- gradients` from the models of `../shared/zoo`. `PruneBuild.Onnx.Gradients` extends each by its")
            .AppendLine("gradients and runs it on ONNX Runtime in 32-bit floats.").AppendLine()
            .AppendLine("- *recorded*: every mask and weight against the gradients that PyTorch or TensorFlow recorded for the model, or for the one that it is a")
            .AppendLine("  variant of. Error: the largest difference over the largest entry (or over a hundredth of the median of all gradients' largest entries,")
            .AppendLine("  where a gradient is zero but for rounding). Allowed: 0.001.")
            .AppendLine("- *directions*: nothing was recorded; all weights are moved along three random directions and the change of the loss is compared. Kinks")
            .AppendLine("  on the way limit what can be asked for. Allowed: 0.01.")
            .AppendLine("- *straight through*: 8-bit models, in which rounding counts as the identity; weights that are still floats against the float model's")
            .AppendLine("  gradients. There is no right answer to compare with, so the figure is for information.").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture,
                $"{recorded.Count} models agree with recorded gradients ({recorded.Sum(score => score.Masks)} masks, {recorded.Sum(score => score.Weights)} weights), "
                + $"{moved} along directions; {scores.Count(score => !score.Holds)} of {scores.Count} fail.").AppendLine()
            .AppendLine("Where memory is short, forward values that the backward part reads are made again, piece by piece, instead of being kept: when a batch")
            .AppendLine("would hold more of them than a quarter of the memory, divided by the batches that run at once. The gradients are the same (`--again` scores")
            .AppendLine("all models so), for about one forward pass more (`eng -- bench gradients`).").AppendLine();
        if (peaks.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"Peak memory of a process with sst2-minilm and {GradientCost.PeakBatch} records of {GradientCost.PeakLength} tokens: "
                + $"{string.Join("; ", peaks.Select(peak => $"{peak.Pass} {peak.Peak} MiB"))}.").AppendLine();
        }

        text.AppendLine("| model | compared with | masks | error | weights | error | worst |")
            .AppendLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var score in scores)
            text.AppendLine(Row(score));
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>A model's line.</summary>
    public static string Row(GradientScore score) => score.Failure is { } failure
        ? $"| {score.Model} | fails | | | | | {failure.ReplaceLineEndings(" ")} |"
        : string.Create(CultureInfo.InvariantCulture,
            $"| {score.Model} | {Words(score.Kind)}{(score.Holds ? "" : ", **fails**")} | {score.Masks} | {Error(score.Masks, score.WorstMask)} | {score.Weights} | {Error(score.Weights, score.WorstWeight)} | {score.Worst} |");

    private static string Error(int count, double error) => count == 0 ? "" : error.ToString("0.0E0", CultureInfo.InvariantCulture);

    private static string Words(Comparison kind) => kind switch
    {
        Comparison.Recorded => "recorded",
        Comparison.Directional => "directions",
        Comparison.StraightThrough => "straight through",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
