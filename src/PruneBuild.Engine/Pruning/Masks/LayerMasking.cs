using PruneBuild.Diagnostics;
using PruneBuild.Engine.Reporting;
using PruneBuild.Numerics;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Magnitude;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.Wanda;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Masks the matrices of one weight: method, swaps, update; and something honest where one of them fails.</summary>
internal sealed class LayerMasking(MaskRecipe recipe)
{
    /// <summary>Rows of calibration data per feature that an update of weights wants:
    /// below it, it fits the calibration data and little else.</summary>
    private const int RowsPerFeature = 8;

    private readonly List<Diagnostic> notes = [];
    private readonly Dictionary<string, string> uneven = [];
    private readonly List<string> unswapped = [];
    private bool scarce;

    /// <summary>What went otherwise than asked.</summary>
    public IReadOnlyList<Diagnostic> Notes => [.. notes, .. Uneven(), .. Unswapped()];

    /// <summary>Masks a weight.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="parts">Its matrices.</param>
    /// <param name="features">What was measured; null when nothing was, or nothing could be.</param>
    /// <param name="target">How many elements go.</param>
    /// <param name="heldOut">What was measured on the batches that the update judges itself by; null for none.</param>
    /// <param name="decided">Mask and weights of its only matrix where they were decided with other weights';
    /// null where they are not.</param>
    public MaskedParts Mask(
        MaskableWeight weight, IReadOnlyList<Matrix> parts, Moments? features, SparsityTarget target, Moments? heldOut = null,
        PrunedWeights? decided = null)
    {
        Warn(weight, features, target);
        var (scope, targets) =
            (Scope(weight), PartTargets.Of(weight.Layout, target, Scope(weight), recipe.Present.GetValueOrDefault(weight.Tensor)));
        MaskTask[] tasks = [.. parts.Select((part, i) => Aim(weight, new MaskTask(part, OfPart(features, i), targets[i], scope)
        {
            HeldOut = OfPart(heldOut, i), TakesBias = weight.IsFactor,
        }))];
        var masked = tasks.Select(task => Mask(weight, task, decided)).ToArray();
        var changes = masked.Select(part => part.Change).ToArray();
        return new MaskedParts(
            [.. masked.Select(part => part.Layer)],
            [.. tasks.Select(task => task.Weight)],
            changes.All(change => change is not null) && changes.Length > 0 && weight.IsFactor
                ? [.. changes.SelectMany(change => change!)]
                : null);

        Moments? OfPart(Moments? moments, int part) => moments is null ? null : PartFeatures.Of(weight, moments, part);
    }

    private SelectionScope Scope(MaskableWeight weight) => recipe.Scope ?? recipe.Masks.ScopeOf(weight.IsConvolution);

    /// <summary>The task with the dense weights that come nearest to its target, when it has one:
    /// to prune them is to prune towards it.</summary>
    private MaskTask Aim(MaskableWeight weight, MaskTask task)
    {
        if (task.Features is not { Cross: { } cross } features)
        {
            if (recipe.InsistsOnTargets
                || (recipe.Targets != OutputTargets.Own && task.Features is not null && weight is { Operator: "MatMul" or "Gemm" }))
                notes.Add(DiagnosticCatalog.MaskGivenUp.At(null, weight.Id, weight.Others.Count > 0
                    ? "several nodes share it, and each should put out something else; it is pruned towards its own outputs"
                    : "what it should put out is not known for its operator; it is pruned towards its own output"));
            return task;
        }

        var shifts = recipe.Update.Shifts && task.TakesBias;
        var taught = shifts
            ? TaughtWeights.Solve(
                features.ToSecondMoments().CentredGram(), features.ToSecondMoments().CentredCross(), task.Weight, recipe.TargetRidge)
            : TaughtWeights.Solve(task.Gram, cross, task.Weight, recipe.TargetRidge);
        if (taught.IsSolved)
            return task with { Weight = taught.Weight };
        notes.Add(DiagnosticCatalog.MaskGivenUp.At(
            null, weight.Id,
            $"the solve towards its target failed ({SolveWords.Of(taught.Status)}); it is pruned towards its own output"));
        return task with
        {
            Features = features with { Cross = null, TargetSums = null },
            HeldOut = task.HeldOut is { } held ? held with { Cross = null, TargetSums = null } : null,
        };
    }

    private (MaskedPart Layer, double[]? Change) Mask(MaskableWeight weight, MaskTask task, PrunedWeights? decided)
    {
        var method = recipe.Masks.Needs is not null && task.Features is null ? new MagnitudeMask() : recipe.Masks;
        if (method != recipe.Masks)
            notes.Add(
                DiagnosticCatalog.MaskGivenUp.At(null, weight.Id, "what enters it is no value of the graph; its smallest weights go"));
        var pruned = decided ?? method.Prune(task);
        if (!pruned.IsSolved)
        {
            notes.Add(DiagnosticCatalog.MaskGivenUp.At(
                null, weight.Id,
                $"{recipe.Masks.Name} failed ({SolveWords.Of(pruned.Status)}); "
                + "weights times activation norms decide, and none is updated"));
            pruned = new WandaMask().Prune(task);
        }

        if (recipe.Swaps && decided is not null)
            unswapped.Add(weight.Id);
        else if (recipe.Swaps && task.Features?.Gram is { } gram)
            pruned = MaskSwaps.ImproveAndRefit(task.Weight, gram, pruned, MaskedRefit.DefaultRidge, task.Target);
        if (recipe.Update.Needs is not null && task.Features is null)
            return (new MaskedPart(pruned.Weight!, pruned.Mask!), null);
        var updated = recipe.Update.Update(task, pruned);
        if (updated.Note is { } note)
            notes.Add(DiagnosticCatalog.MaskGivenUp.At(null, weight.Id, note));
        return (new MaskedPart(pruned.Mask!.Apply(updated.Weight), pruned.Mask!), updated.BiasChange);
    }

    private void Warn(MaskableWeight weight, Moments? features, SparsityTarget target)
    {
        if (target is SparsityTarget.Pattern pattern && !pattern.Divides(weight.Layout.Run ?? weight.Layout.Features))
            uneven[weight.Id] =
                weight.Layout.Run is { } run ? $"{run} channels at each element of its kernel" : $"{weight.Layout.Features} features";
        if (scarce || !recipe.Fits || features?.Gram is null || features.Rows >= RowsPerFeature * (long)weight.Layout.Features)
            return;
        scarce = true;
        notes.Add(DiagnosticCatalog.CalibrationScarce.At(
            null, Amount.Of(features.Rows, "row"), weight.Layout.Features, weight.Id, RowsPerFeature * (long)weight.Layout.Features));
    }

    /// <summary>One note for all weights: a pattern that does not divide one layer divides few others.</summary>
    private IEnumerable<Diagnostic> Uneven()
    {
        if (uneven.Count == 0 || recipe.Target is not SparsityTarget.Pattern pattern)
            yield break;
        var (id, size) = uneven.First();
        yield return DiagnosticCatalog.PatternUneven.At(
            null,
            uneven.Count == 1 ? $"Weight '{id}' has {size}," : $"{uneven.Count} weights are uneven, such as '{id}', which has {size},",
            pattern.Notation);
    }

    /// <summary>One note for all weights: a method that masks two layers together does so wherever it can.</summary>
    private IEnumerable<Diagnostic> Unswapped()
    {
        if (unswapped.Count == 0)
            yield break;
        var others = unswapped.Distinct().Count() - 1;
        yield return DiagnosticCatalog.MaskGivenUp.At(
            null, unswapped[0],
            (others == 0 ? "it is" : $"it and {Amount.Of(others, "other")} are")
            + " masked together with another weight, so that swaps for its own output would not help; "
            + (others == 0 ? "its mask stays" : "their masks stay"));
    }
}

/// <summary>The matrices of a weight after their masks.</summary>
/// <param name="Parts">In the weight's order.</param>
/// <param name="Aims">What each was pruned from: the weight's own matrix, or the dense one nearest to a target.</param>
/// <param name="BiasChange">What the outputs of all parts gain; null for nothing.</param>
internal sealed record MaskedParts(IReadOnlyList<MaskedPart> Parts, IReadOnlyList<Matrix> Aims, double[]? BiasChange);

/// <summary>A matrix and its mask.</summary>
internal sealed record MaskedPart(Matrix Weight, WeightMask Mask);
