using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning;

/// <summary>What one step hands on to the next.</summary>
/// <param name="Original">The model before any step.</param>
/// <param name="Model">The model as it is now.</param>
/// <param name="Kept">Elements that masks left, by tensor.</param>
internal sealed record StepInput(OnnxModel Original, OnnxModel Model, IReadOnlyDictionary<string, bool[]> Kept)
{
    /// <summary>After a step. Structures change the shapes of tensors, so masks from before they were cut are gone: mask last.</summary>
    public StepInput After(PruneOutcome outcome)
    {
        if (outcome.Plan.Groups.Count > 0)
            return this with { Model = outcome.Pruned, Kept = new Dictionary<string, bool[]>() };
        var orders = outcome.Masks?.Orders ?? [];
        var index = new GraphIndex(Model.Graph);
        var kept = Kept.ToDictionary(
            pair => pair.Key, pair => orders.Aggregate(pair.Value, (flags, order) => order.Apply(pair.Key, [.. index.Constant(pair.Key)!.Dims], flags)));
        foreach (var (tensor, flags) in outcome.Masks?.Kept ?? kept)
            kept[tensor] = flags;
        return this with { Model = outcome.Pruned, Original = orders.Aggregate(Original, (original, order) => order.Apply(original)), Kept = kept };
    }
}
