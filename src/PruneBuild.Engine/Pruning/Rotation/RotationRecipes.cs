using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.SliceGpt;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Rotation;

/// <summary>Turns an entry under <c>prune</c> that asks for a rotation into a recipe.</summary>
internal static class RotationRecipes
{
    /// <summary>True when an entry asks for it.</summary>
    public static bool IsAskedBy(PruneStep step) => step.Method?.Value == RotationRecipe.Method;

    /// <summary>The recipe of a step; or what of it does not go together.</summary>
    public static Result<RotationRecipe> Of(PruneStep step)
    {
        var problems = Problems(step).ToArray();
        return problems.Length > 0
            ? Result<RotationRecipe>.Fail(problems)
            : Result<RotationRecipe>.Ok(new RotationRecipe(
                Recipes.BudgetOf(step.Remove!),
                new AllocationOptions(
                    AllocationKind.Uniform, step.Allocate?.RoundTo?.Value, Math.Max(1, step.Allocate?.KeepAtLeast?.Value ?? 1)),
                new GroupFilter(
                    step.Only.Select(glob => glob.Value).ToValueList(),
                    step.Keep.Select(glob => glob.Value).ToValueList(), [StructureKind.Width])));
    }

    private static IEnumerable<Diagnostic> Problems(PruneStep step)
    {
        if (step.Criterion is { } criterion)
            yield return Alone(criterion.Span, "criterion", "the directions with the least energy go");
        if (step.Reconstruct is { } reconstruct)
            yield return Alone(reconstruct.Span, "reconstruct", "what stays in the basis needs no refit");
        if (step.Structures.FirstOrDefault(kind => kind.Value != StructureKind.Width) is { } other)
            yield return Alone(other.Span, "structures", "it cuts the width of the residual stream and nothing else");
        if (step.Allocate?.Kind is { Value: not AllocationKind.Uniform } allocate)
            yield return RecipeProblems.NotAvailable(allocate.Span, $"this allocation by method '{RotationRecipe.Method}'", ["uniform"]);
        if (step.Recover is { Kind.Value: "mask-tuning" } recover)
            yield return RecipeProblems.NotAvailable(recover.Span, "tuning of masks after structures", ["perp", "blocks"]);
        if (step.Remove is not (Removal.Units or Removal.Share { Cost: not CostWord.Latency }
            or Removal.Target { Cost: not CostWord.Latency }))
            yield return RecipeProblems.NotAvailable(
                step.Remove?.Span ?? step.Span, $"this kind of 'remove' by method '{RotationRecipe.Method}'",
                ["flops", "parameters", "bytes", "units"]);
    }

    private static Diagnostic Alone(SourceSpan place, string key, string why) => DiagnosticCatalog.ManifestCombination.At(
        place, $"'{key}' does not go with method '{RotationRecipe.Method}': {why}. Remove '{key}', or take another method.");
}
