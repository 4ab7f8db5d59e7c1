using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Pruning;

/// <summary>What one step hands on to the next.</summary>
/// <param name="Original">The model before any step.</param>
/// <param name="Model">The model as it is now.</param>
/// <param name="Kept">Elements that masks left, by tensor.</param>
/// <param name="Patterns">Patterns that masks have, by tensor; a mask of a share has none.</param>
internal sealed record StepInput(
    OnnxModel Original, OnnxModel Model, IReadOnlyDictionary<string, bool[]> Kept,
    IReadOnlyDictionary<string, SparsityTarget.Pattern> Patterns)
{
    /// <summary>Before any step.</summary>
    public static StepInput Of(OnnxModel original) =>
        new(original, original, new Dictionary<string, bool[]>(), new Dictionary<string, SparsityTarget.Pattern>());

    /// <summary>A recipe of masks that leaves away what earlier masks took.</summary>
    public MaskRecipe Under(MaskRecipe recipe) => recipe with { Present = Kept };

    /// <summary>After a step. Structures change the shapes of tensors, so masks from before they were cut are gone: mask last.</summary>
    public StepInput After(PruneOutcome outcome)
    {
        if (outcome.Plan.Groups.Count > 0)
            return Of(Original) with { Model = outcome.Pruned };
        var orders = outcome.Masks?.Orders ?? [];
        var index = new GraphIndex(Model.Graph);
        var kept = Kept.ToDictionary(
            pair => pair.Key,
            pair => orders.Aggregate(pair.Value, (flags, order) => order.Apply(pair.Key, [.. index.Constant(pair.Key)!.Dims], flags)));
        var patterns = new Dictionary<string, SparsityTarget.Pattern>(Patterns);
        foreach (var (tensor, flags) in outcome.Masks?.Kept ?? kept)
        {
            kept[tensor] = flags;
            // A share goes of what an earlier pattern left, which holds on.
            if (outcome.Masks?.Pattern is { } pattern)
                patterns[tensor] = pattern;
        }

        foreach (var (tensor, flags) in outcome.Moved)
            kept[tensor] = flags;
        return this with
        {
            Model = outcome.Pruned, Original = orders.Aggregate(Original, (original, order) => order.Apply(original)),
            Kept = kept, Patterns = patterns,
        };
    }
}
