using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Trying;

/// <summary><c>method: best</c> where structures are cut: tries what suits the model on the calibration data and keeps the winner of the
/// <see cref="Contest" />.</summary>
internal static class BestMethod
{
    /// <summary>The word in prune.yaml.</summary>
    public const string Name = "best";

    // Drops whole branches; reads weights alone.
    private const string Dropping = "depth", Weighing = "magnitude";

    // A preset, and the allocation to try it with where the manifest does not say one; null for its own. What needs gradients that the
    // model does not have fails, and is out.
    private static readonly (string Preset, AllocationKind? Allocation)[] forConvolutions =
        [("kprune", null), ("osscar", null), ("osscar", AllocationKind.Global), ("ziplm", null), ("sobp", null), ("taylor", null),
            ("fpgm", null), ("batchnorm-scale", null)];

    private static readonly (string Preset, AllocationKind? Allocation)[] forOthers =
        [("kprune", null), ("osscar", null), ("osscar", AllocationKind.Global), ("ziplm", null), ("sobp", null), ("taylor", null),
            ("liar", null), ("goa", null)];

    /// <summary>True when a step asks for it.</summary>
    public static bool IsAskedBy(PruneStep step) => step.Method?.Value == Name;

    /// <summary>What the step must be, whichever candidate wins: problems show before anything runs.</summary>
    public static Result<PruneRecipe> AnyRecipe(PruneStep step, int seed) =>
        Conflict(step) is { } conflict ? Result<PruneRecipe>.Fail(conflict) : Recipes.Of(With(step, "osscar"), seed);

    /// <summary>PB1013 for a step that says what only a trial can tell; null for others.</summary>
    public static Diagnostic? Conflict(PruneStep step) => step.Criterion is { } criterion
        ? DiagnosticCatalog.ManifestCombination.At(
            criterion.Kind.Span,
            $"'method: {Name}' tries methods with criteria of their own, and 'criterion' would have all of them choose alike. "
            + "Leave 'criterion' out, or name a method.")
        : null;

    /// <summary>The step with a method in the place of <see cref="Name" />.</summary>
    public static PruneStep With(PruneStep step, string preset) => step with { Method = step.Method! with { Value = preset } };

    /// <summary>Prunes with each candidate, and with the winner.</summary>
    public static Result<PruneOutcome> Prune(OnnxModel model, PruneStep step, int seed, Workbench bench)
    {
        if (bench.Batches.Count == 0)
            return Result<PruneOutcome>.Fail(NoCalibration.ForMethod(bench.Place, Name));
        var recipes = Suited(model, step, seed, bench);
        if (!recipes.IsOk)
            return recipes.As<PruneOutcome>();
        var (shared, answers) = (new SharedStatistics(), new TeacherMemory());
        return new Contest(model, bench).Run(
        [
            .. recipes.Value.Select((recipe, number) => new Candidate(
                Describe(recipe),
                aside => new Pruner(
                    model, recipe, aside,
                    new StepMemory { Shared = shared, Coming = [.. recipes.Value.Skip(number + 1)], Taught = answers }).Prune(),
                whole => new Pruner(model, recipe, whole).Prune())),
        ]);
    }

    /// <summary>The recipes that suit the groups that may be cut; where a model has none but whole branches, the one that drops these, and
    /// where no candidate can judge any group, as in a model of integers, the one that reads weights alone.</summary>
    private static Result<IReadOnlyList<PruneRecipe>> Suited(OnnxModel model, PruneStep step, int seed, Workbench bench)
    {
        var any = AnyRecipe(step, seed);
        if (!any.IsOk)
            return any.As<IReadOnlyList<PruneRecipe>>();
        var analysed = bench.Analyse(model);
        if (!analysed.IsOk)
            return analysed.As<IReadOnlyList<PruneRecipe>>();
        var filter = any.Value.Filter;
        if (!filter.Structures.Contains(StructureKind.Layers) && !analysed.Value.Structure.Groups.Any(filter.Allows))
        {
            if (step.Structures.Count == 0 && analysed.Value.Structure.Groups.Count == 0 && HasLayers(model, bench))
                return Single(Dropping);
            return Result<IReadOnlyList<PruneRecipe>>.Fail(
                NothingLeft.ToPrune(
                    bench.Place, any.Value with { Method = Name }, analysed.Value.Structure, () => bench.Analyse(model, withLayers: true)));
        }

        var convolutions = analysed.Value.Structure.Groups.Any(group => group.Kind == StructureKind.Channels && filter.Allows(group));
        // A method that cannot do what the step says, such as meet a budget of time, is left out. One can: AnyRecipe was made of it.
        PruneRecipe[] recipes = [.. (convolutions ? forConvolutions : forOthers).Where(one => MethodCatalog.Preset(one.Preset) is not null)
            .Where(one => one.Allocation is null || step.Allocate?.Kind is null)
            .Select(one => (Recipe: Recipes.Of(With(step, one.Preset), seed), one.Allocation))
            .Where(one => one.Recipe.IsOk)
            .Select(one => one.Allocation is { } kind
                ? one.Recipe.Value! with { Allocation = one.Recipe.Value!.Allocation with { Kind = kind } }
                : one.Recipe.Value!)];
        return recipes.Any(recipe => StepNeeds.Of(
                model, recipe, analysed.Value.Structure, analysed.Value.Probe.Facts, choosesLater: false).Groups.Count > 0)
            ? Result<IReadOnlyList<PruneRecipe>>.Ok(recipes)
            : Single(Weighing);

        Result<IReadOnlyList<PruneRecipe>> Single(string preset)
        {
            var recipe = Recipes.Of(With(step, preset), seed);
            return recipe.IsOk ? Result<IReadOnlyList<PruneRecipe>>.Ok([recipe.Value]) : recipe.As<IReadOnlyList<PruneRecipe>>();
        }
    }

    private static bool HasLayers(OnnxModel model, Workbench bench) =>
        bench.Analyse(model, withLayers: true) is { IsOk: true } all && all.Value.Structure.Groups.Count > 0;

    private static string Describe(PruneRecipe recipe) => $"{recipe.Method} ({recipe.Allocation.Kind.ToString().ToLowerInvariant()})";
}
