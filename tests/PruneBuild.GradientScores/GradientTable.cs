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
        var quantized = scores.Count(score => score.Kind == Comparison.StraightThrough);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            # Gradients

            For engineers who use a method that needs gradients, such as `kprune`, `kwon`, `taylor` or a recovery, and ask whether they are right.

            {scores.Count(score => !score.Holds)} of {scores.Count} models fail. {recorded.Count} agree with gradients that PyTorch or TensorFlow recorded ({recorded.Sum(score => score.Masks)} masks, {recorded.Sum(score => score.Weights)} weights), {moved} with the change of the loss when
            weights move. {quantized} are 8-bit models, listed for information.

            `PruneBuild.Onnx.Gradients` adds a backward pass to the ONNX graph and runs it on ONNX Runtime in 32-bit floats. The models are those of `../shared/zoo`. To make
            this page again:

                dotnet run --project eng -- gradients

            ## How the gradients are checked

            | compared with | what is compared | error | allowed |
            | --- | --- | --- | --- |
            | recorded | every mask and weight with the gradients that were recorded for the model, or for the one that it is a variant of | largest difference, over the largest entry of the gradient | 0.001 |
            | directions | where nothing was recorded: all weights move along three random directions, and the change of the loss is compared | relative; kinks on the way, such as ReLU's, limit its precision | 0.01 |
            | straight through | 8-bit models, in which rounding counts as the identity: weights that are still floats, with the float model's gradients | as for recorded ones | none: no right answer exists |

            Some gradients are zero except for rounding. Their error is taken over a hundredth of the median of all gradients' largest entries.

            ## When memory is short

            The backward pass reads values of the forward pass. They are kept, unless a batch would hold more of them than a quarter of the memory, divided by the batches that
            run at once. Then they are computed again, piece by piece. The gradients stay the same (`gradients --again` checks all models so). It costs about one more forward
            pass (`dotnet run --project eng -- bench gradients`).

            """);
        if (peaks.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"""
                Peak memory of a process with sst2-minilm and {GradientCost.PeakBatch} records of {GradientCost.PeakLength} tokens:

                | pass | peak, MiB |
                | --- | ---: |
                """);
            foreach (var (pass, peak) in peaks)
                text.AppendLine(CultureInfo.InvariantCulture, $"| {Title(pass)} | {peak} |");
            text.AppendLine();
        }

        text.AppendLine("""
            ## Every model

            *Worst* is the mask or weight with the largest error.

            | model | compared with | masks | error | weights | error | worst |
            | --- | --- | --- | --- | --- | --- | --- |
            """);
        foreach (var score in scores)
            text.AppendLine(Row(score));
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>A model's line.</summary>
    public static string Row(GradientScore score) => score.Failure is { } failure
        ? $"| {score.Model} | fails | | | | | {failure.ReplaceLineEndings(" ")} |"
        : string.Create(CultureInfo.InvariantCulture,
            $"| {score.Model} | {Words(score.Kind)}{(score.Holds ? "" : ", **fails**")} | {score.Masks} | "
            + $"{Error(score.Masks, score.WorstMask)} | {score.Weights} | {Error(score.Weights, score.WorstWeight)} | {score.Worst} |");

    private static string Title(string pass) => pass switch
    {
        "forward" => "forward only",
        "masks" => "with gradients of masks",
        "weights" => "with gradients of all weights",
        _ => "the same, forward values computed again",
    };

    private static string Error(int count, double error) => count == 0 ? "" : error.ToString("0.0E0", CultureInfo.InvariantCulture);

    private static string Words(Comparison kind) => kind switch
    {
        Comparison.Recorded => "recorded",
        Comparison.Directional => "directions",
        Comparison.StraightThrough => "straight through",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
