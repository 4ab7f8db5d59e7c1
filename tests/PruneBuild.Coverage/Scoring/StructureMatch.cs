using PruneBuild.Coverage.Truth;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Coverage.Scoring;

/// <summary>Finds true structures among inferred ones.</summary>
internal static class StructureMatch
{
    /// <summary>Says of each true structure whether it was found.</summary>
    public static IReadOnlyList<Finding> Match(IReadOnlyList<TrueStructure> truth, ModelStructure structure)
    {
        var anonymous = structure.Groups.ToList();
        return [.. truth.Select(wanted => new Finding(wanted, Judge(wanted, structure, anonymous)))];
    }

    private static Outcome Judge(TrueStructure wanted, ModelStructure structure, List<PruneGroup> anonymous)
    {
        if (wanted.Carriers.Count == 0)
        {
            // The optimiser fused or renamed the weights: all that can be told is that a group of this kind and size is there for
            // each block. Layers may share one.
            var alike = anonymous.Find(group => IsKind(wanted.Kind, group.Kind) && HasUnits(wanted, group));
            if (alike is not null && !wanted.IsLayer)
                anonymous.Remove(alike);
            return alike is not null
                ? Outcome.Found
                : Outcomes.OfRefusals(wanted.Kind, structure.Refusals.Where(refusal => refusal.Size == wanted.Units));
        }

        if (wanted.IsLayer)
            return Covered(wanted, structure) ? Outcome.Found : Outcomes.OfRefusals(wanted.Kind, Refusals(wanted, structure));
        var found = structure.Groups.Any(group => IsKind(wanted.Kind, group.Kind) && HasUnits(wanted, group) && wanted.Carriers.All(
            carrier => group.Slices.Any(slice => Holds(carrier, slice.Tensor))));
        return found ? Outcome.Found : Outcomes.OfRefusals(wanted.Kind, Refusals(wanted, structure));
    }

    private static bool IsKind(TrueKind wanted, StructureKind kind) => wanted switch
    {
        TrueKind.Heads or TrueKind.QueryGroups => kind == StructureKind.Heads,
        TrueKind.QueryKeyWidth or TrueKind.ValueWidth => kind == StructureKind.HeadWidth,
        TrueKind.Experts => kind == StructureKind.Experts,
        _ => kind is StructureKind.Neurons or StructureKind.Channels or StructureKind.Width,
    };

    /// <summary>Rotary embeddings turn features in pairs: half as many units, or fewer where only a part is turned; values that are packed
    /// with what is turned follow it.</summary>
    private static bool HasUnits(TrueStructure wanted, PruneGroup group) =>
        IsWidth(wanted) ? group.Units <= wanted.Units : group.Units == wanted.Units;

    private static bool IsWidth(TrueStructure wanted) => wanted.Kind is TrueKind.QueryKeyWidth or TrueKind.ValueWidth;

    /// <summary>True when every output of a layer belongs to some group: branches joined later may divide them.</summary>
    private static bool Covered(TrueStructure wanted, ModelStructure structure)
    {
        var carrier = wanted.Carriers[0];
        var covered = structure.Groups.SelectMany(group => group.Slices.Select(slice => (group.Units, slice)))
            .Where(pair => Holds(carrier, pair.slice.Tensor) && pair.slice.Axis == carrier.Axis)
            .GroupBy(pair => (pair.slice.Node, pair.slice.Input), pair => pair);
        return covered.Any(
            reader => reader.SelectMany(pair => Enumerable.Range(0, pair.Units).SelectMany(pair.slice.Pattern.Indices)).Distinct().Count()
                == reader.First().slice.Pattern.AxisSize);
    }

    private static IEnumerable<Refusal> Refusals(TrueStructure wanted, ModelStructure structure) =>
        structure.Refusals.Where(refusal => wanted.Carriers.Any(carrier => refusal.Tensors.Any(
            axis => Holds(carrier, axis.Tensor)
                && (wanted.IsLayer
                    ? axis.Axis == carrier.Axis
                    : (IsWidth(wanted) ? refusal.Size <= wanted.Units : refusal.Size == wanted.Units)))));

    /// <summary>Quantizers and folding leave the old name as a beginning.</summary>
    private static bool Holds(TrueCarrier carrier, string tensor) => carrier.Tensors.Any(
        name => tensor == name || tensor.StartsWith($"{name}_", StringComparison.Ordinal));
}
