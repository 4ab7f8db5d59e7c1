using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary><c>method: best</c>: tries what suits the model on the calibration data and keeps the winner.</summary>
/// <remarks>
/// Each candidate prunes with four fifths of the batches and is judged on the last fifth by how far its outputs are from the original's, so labels are
/// not needed and the validation data is never seen. The winner then prunes with all batches.
/// </remarks>
internal static class BestMethod
{
    /// <summary>The word in prune.yaml.</summary>
    public const string Name = "best";

    private const int Judged = 5;

    // A preset, and the allocation to try it with where the manifest does not say one; null for its own. What needs gradients that the
    // model does not have fails, and is out.
    private static readonly (string Preset, AllocationKind? Allocation)[] forConvolutions =
        [("osscar", null), ("osscar", AllocationKind.Global), ("sobp", null), ("taylor", null), ("fpgm", null), ("batchnorm-scale", null)];

    private static readonly (string Preset, AllocationKind? Allocation)[] forOthers =
        [("kprune", null), ("osscar", null), ("osscar", AllocationKind.Global), ("sobp", null), ("taylor", null), ("liar", null), ("goa", null)];

    /// <summary>True when a step asks for it.</summary>
    public static bool IsAskedBy(PruneStep step) => step.Method?.Value == Name;

    /// <summary>What the step must be, whichever candidate wins: problems show before anything runs.</summary>
    public static Result<PruneRecipe> AnyRecipe(PruneStep step, int seed) => Recipes.Of(With(step, "osscar"), seed);

    /// <summary>Prunes with each candidate, and with the winner.</summary>
    public static Result<PruneOutcome> Prune(
        OnnxModel model, PruneStep step, IReadOnlyList<Batch> batches, Device device, int seed, IProgress<Stage>? progress, CancellationToken cancellation)
    {
        if (batches.Count == 0)
            return Result<PruneOutcome>.Fail(DiagnosticCatalog.CalibrationNeeded, step.Span, Name, "the one of the winner");
        var candidates = Candidates(model, step, device, seed);
        if (!candidates.IsOk)
            return candidates.As<PruneOutcome>();
        var (fitted, held) = Split(batches);
        var taught = Outputs(model, held, device, cancellation);
        if (!taught.IsOk)
            return taught.As<PruneOutcome>();
        var tried = new List<Tried>();
        Result<PruneOutcome>? failure = null;
        var (shared, answers) = (new SharedStatistics(), new TeacherMemory());
        foreach (var (number, recipe) in candidates.Value.Index())
        {
            progress?.Report(new Stage($"trying {Describe(recipe)}", (double)tried.Count / candidates.Value.Count));
            var outcome = Pruner.Prune(
                model, recipe, fitted, device, step.Span, null, new StepMemory { Shared = shared, Coming = [.. candidates.Value.Skip(number + 1)], Taught = answers }, cancellation);
            var outputs = outcome.IsOk ? Outputs(outcome.Value.Pruned, held, device, cancellation) : outcome.As<Answers>();
            if (outputs.IsOk)
                tried.Add(new Tried(recipe, Divergence(taught.Value, outputs.Value, held)));
            else
                failure ??= outputs.As<PruneOutcome>();
        }

        return tried.Where(one => double.IsFinite(one.Divergence)).MinBy(one => one.Divergence) is { } best
            ? Finish(model, best, tried, step, batches, device, progress, cancellation)
            : failure ?? Result<PruneOutcome>.Fail(DiagnosticCatalog.StatisticsNotFinite, step.Span, "the pruned models' outputs", "the calibration data");
    }

    /// <summary>Batches to prune with, and every fifth to judge on; the same where there is one.</summary>
    public static (IReadOnlyList<Batch> Fitted, IReadOnlyList<Batch> Held) Split(IReadOnlyList<Batch> batches)
    {
        var each = Math.Min(Judged, batches.Count);
        return each < 2
            ? (batches, batches)
            : ([.. batches.Where((_, i) => i % each != each - 1)], [.. batches.Where((_, i) => i % each == each - 1)]);
    }

    private static Result<PruneOutcome> Finish(
        OnnxModel model, Tried best, List<Tried> tried, PruneStep step, IReadOnlyList<Batch> batches, Device device, IProgress<Stage>? progress,
        CancellationToken cancellation)
    {
        var final = Pruner.Prune(model, best.Recipe, batches, device, step.Span, progress, cancellation: cancellation);
        var figures = string.Join(", ", tried.Select(one => string.Create(CultureInfo.InvariantCulture, $"{Describe(one.Recipe)} {one.Divergence:0.0000}")));
        return final.IsOk
            ? Result<PruneOutcome>.Ok(final.Value with { MethodDescription = $"best of {figures}: {final.Value.MethodDescription}" }, final.Diagnostics)
            : final;
    }

    /// <summary>The recipes that suit the groups that may be cut.</summary>
    private static Result<IReadOnlyList<PruneRecipe>> Candidates(OnnxModel model, PruneStep step, Device device, int seed)
    {
        var any = AnyRecipe(step, seed);
        if (!any.IsOk)
            return any.As<IReadOnlyList<PruneRecipe>>();
        var analysed = StructureAnalysis.Analyse(model, null, device);
        if (!analysed.IsOk)
            return analysed.As<IReadOnlyList<PruneRecipe>>();
        var convolutions = analysed.Value.Structure.Groups.Any(group => group.Kind == StructureKind.Channels && any.Value.Filter.Allows(group));
        // A method that cannot do what the step says, such as meet a budget of time, is left out. One can: AnyRecipe was made of it.
        var recipes = (convolutions ? forConvolutions : forOthers).Where(one => MethodCatalog.Preset(one.Preset) is not null)
            .Where(one => one.Allocation is null || step.Allocate is null)
            .Select(one => (Recipe: Recipes.Of(With(step, one.Preset), seed), one.Allocation))
            .Where(one => one.Recipe.IsOk)
            .Select(one => one.Allocation is { } kind ? one.Recipe.Value! with { Allocation = one.Recipe.Value!.Allocation with { Kind = kind } } : one.Recipe.Value!);
        return Result<IReadOnlyList<PruneRecipe>>.Ok([.. recipes]);
    }

    private static PruneStep With(PruneStep step, string preset) => step with { Method = step.Method! with { Value = preset } };

    private static string Describe(PruneRecipe recipe) => $"{recipe.Method} ({recipe.Allocation.Kind.ToString().ToLowerInvariant()})";

    private static Result<Answers> Outputs(OnnxModel model, IReadOnlyList<Batch> batches, Device device, CancellationToken cancellation) => SessionWork.In(
        model, device, SessionSettings.Reproducible,
        session => new Answers([.. OutputStream.Run(session, batches, null, null, cancellation).Select(pair => pair.Outputs)]));

    private static double Divergence(Answers original, Answers pruned, IReadOnlyList<Batch> batches) =>
        batches.Select((batch, i) => OutputDivergence.Of(original.Batches[i], pruned.Batches[i], batch) * batch.Records.Count).Sum()
        / batches.Sum(batch => batch.Records.Count);

    private sealed record Answers(IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Batches);

    private sealed record Tried(PruneRecipe Recipe, double Divergence);
}
