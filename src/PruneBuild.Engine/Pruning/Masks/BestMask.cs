using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>
/// <c>method: best</c> where single weights go: masks by magnitude, Wanda, SparseGPT and ALPS, each with the exact update towards the
/// original unless the manifest says another one; the winner of the <see cref="Contest" /> stays.
/// </summary>
internal static class BestMask
{
    // A preset, and among which weights it compares scores; null for its own way.
    private static readonly (string Preset, SelectionScope? Scope)[] tried =
        [("magnitude", null), ("wanda", null), ("sparsegpt", null), ("alps", null), ("alps", SelectionScope.Output)];

    /// <summary>The recipes that are tried; or what of the step none of them can do.</summary>
    /// <param name="step">The entry.</param>
    /// <param name="seed">Seed of everything that is drawn.</param>
    public static Result<ValueList<MaskRecipe>> Recipes(PruneStep step, int seed)
    {
        if (BestMethod.Conflict(step) is { } conflict)
            return Result<ValueList<MaskRecipe>>.Fail(conflict);
        // In a pattern all of them compare the same weights.
        var recipes = tried.Where(one => one.Scope is null || step.Remove is Removal.Sparsity)
            .Select(one => (Recipe: MaskRecipes.Of(BestMethod.With(step, one.Preset), seed), one.Scope)).ToArray();
        return recipes.All(one => one.Recipe.IsOk)
            ? Result<ValueList<MaskRecipe>>.Ok([.. recipes.Select(one => Updated(step, one.Recipe.Value!) with { Scope = one.Scope })])
            : recipes.First(one => !one.Recipe.IsOk).Recipe.As<ValueList<MaskRecipe>>();
    }

    /// <summary>Masks with each recipe, and with the winner.</summary>
    public static Result<PruneOutcome> Prune(OnnxModel model, ValueList<MaskRecipe> recipes, Workbench bench)
    {
        if (bench.Batches.Count == 0)
            return Result<PruneOutcome>.Fail(NoCalibration.ForMethod(bench.Place, BestMethod.Name));
        return new Contest(model, bench).Run(
        [
            .. recipes.Select(recipe => new Candidate(
                recipe.Scope is { } scope ? $"{recipe.Method} ({scope.ToString().ToLowerInvariant()})" : recipe.Method,
                aside => MaskPruner.Prune(model, recipe, aside),
                whole => MaskPruner.Prune(model, recipe, whole))),
        ]);
    }

    private static MaskRecipe Updated(PruneStep step, MaskRecipe recipe) => step.Reconstruct is null
        ? recipe with { Update = new MaskedRefit(intercept: true), Targets = OutputTargets.Original }
        : recipe;
}
