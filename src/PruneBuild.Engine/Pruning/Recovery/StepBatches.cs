using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Cuts calibration data into the batches that steps of a training are made of.</summary>
internal static class StepBatches
{
    /// <summary>Batches whose gradients make one step, unless a batch size is named: computed side by side, added in their order.</summary>
    private const int UsualCount = 4;

    /// <summary>Tokens that a step of a language model learns from, unless a batch size is named: a model learns a small data set by heart
    /// when a few steps see all of it. See README.md of recovery methods.</summary>
    private const int TokensPerStep = 2048;

    /// <summary>The data in batches no larger than a step takes; as it is where the model fixes their size.</summary>
    /// <param name="batches">The data.</param>
    /// <param name="model">What is trained.</param>
    /// <param name="facts">Types and shapes of its values.</param>
    /// <param name="recipe">How.</param>
    public static IReadOnlyList<Batch> Of(IReadOnlyList<Batch> batches, OnnxModel model, ShapeFacts facts, RecoveryRecipe recipe)
    {
        if (!CanCut(model))
            return batches;
        var tokens = AnswerOutput.Of(model, facts) is { } answer
            ? TrueAnswers.TokensOf(model, facts, facts.Find(answer.Parts[0]), batches)
            : null;
        return [.. batches.SelectMany(batch => Cut(batch, MostRecords(batch, tokens, recipe.BatchSize)))];
    }

    /// <summary>True when a model takes any number of records at a time.</summary>
    public static bool CanCut(OnnxModel model) => ModelInput.FixedRecords(ModelInput.Of(model)) is null;

    /// <summary>How many of the batches make a step.</summary>
    public static int PerStep(IReadOnlyList<Batch> batches, RecoveryRecipe recipe) => recipe.BatchSize is { } size
        ? Math.Clamp((int)Math.Round(size / batches.Average(batch => batch.Records.Count)), 1, batches.Count)
        : Math.Min(UsualCount, batches.Count);

    /// <summary>A batch in parts of so many records at most; whole where some of what is fed is neither of records nor shared.</summary>
    public static IEnumerable<Batch> Apart(Batch batch, int most) =>
        batch.Inputs.Values.All(input => batch.IsOfRecords(input) || (input.Rank > 0 && input.Shape[0] == 1))
            ? Cut(batch, most)
            : [batch];

    private static int MostRecords(Batch batch, string? tokens, int? size) =>
        size is { } records ? ((records - 1) / UsualCount) + 1
        : tokens is null ? batch.Records.Count
        : (int)Math.Max(1, TokensPerStep / UsualCount / batch.Inputs[tokens].Shape[1]);

    /// <summary>The batch in as few parts as there can be, none more than a record larger than another.</summary>
    private static IEnumerable<Batch> Cut(Batch batch, int most)
    {
        var (records, parts) = (batch.Records.Count, (batch.Records.Count + most - 1) / most);
        return parts <= 1
            ? [batch]
            : Enumerable.Range(0, parts).Select(part => (First: part * records / parts, End: (part + 1) * records / parts))
                .Select(part => batch.Take([.. Enumerable.Range(part.First, part.End - part.First)]));
    }
}
