using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Compaction;

/// <summary>Units that can go without changing what a model computes, because masks left them nothing.</summary>
/// <remarks>
/// A unit is silent when each of its consumers has only zeros for weights of it, or when what enters there is zero on every input (see
/// <see cref="ZeroIndices" />). The model is then the same as with the unit's taps set to zero, which is what a cut computes.
/// </remarks>
public static class SilentUnits
{
    /// <summary>The plan that removes all silent units; where a group has to keep one, its first unit stays.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">Shapes of its values.</param>
    /// <param name="structure">Its groups.</param>
    public static PrunePlan Of(OnnxModel model, ShapeFacts facts, ModelStructure structure)
    {
        var index = new GraphIndex(model.Graph);
        var zeros = new ZeroIndices(model, index, facts);
        return new PrunePlan(structure.Groups
            .Where(group => group.Body is null && group.Consumers.Count > 0)
            .Select(group => Heard(group, [.. group.Consumers.Select(consumer => Unheard(model, index, zeros, group, consumer))]))
            .Where(kept => kept.Kept.Count < kept.Units).ToValueList());
    }

    private static KeptUnits Heard(PruneGroup group, bool[][] unheard)
    {
        int[] heard = [.. Enumerable.Range(0, group.Units).Where(unit => !unheard.All(consumer => consumer[unit]))];
        return new(group.Id, group.Units, heard.Length == 0 && group.Ends.Count == 0 ? [0] : heard.ToValueList(), 0);
    }

    /// <summary>For each unit whether a consumer gets nothing of it.</summary>
    private static bool[] Unheard(OnnxModel model, GraphIndex index, ZeroIndices zeros, PruneGroup group, Consumer consumer)
    {
        // An integer that stands for zero is no zero bit for bit: quantized taps are left alone.
        if (consumer.Zero is not null)
            return new bool[group.Units];
        var weight = consumer is { Kind: ConsumerKind.Linear or ConsumerKind.Convolution, Weight: not null }
            ? WeightEditor.Read(model, index, consumer)
            : null;
        var silent = zeros.Of(consumer.Tap, consumer.TapAxis);
        return
        [
            .. Enumerable.Range(0, group.Units).Select(unit =>
                (weight is not null && consumer.FeaturesOf(unit).All(feature => !weight.Row(feature).ContainsAnyExcept(0.0)))
                || (silent is not null && consumer.TapPattern.Indices(unit).All(at => silent[at]))),
        ];
    }
}
