using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>New numbers for a consumer.</summary>
/// <param name="Consumer">The consumer.</param>
/// <param name="Weight">Its new weight, [features, outputs], of as many as the model to edit has; null to leave it.</param>
/// <param name="BiasChange">What its outputs gain, one number for each; null for nothing.</param>
public sealed record WeightEdit(Consumer Consumer, Matrix? Weight, double[]? BiasChange)
{
    /// <summary>An edit of the uncut consumer: features that go have rows of zeros.</summary>
    /// <param name="consumer">The consumer, seen whole.</param>
    /// <param name="kept">Features that stay, ascending.</param>
    /// <param name="weight">[kept, outputs].</param>
    /// <param name="biasChange">Length outputs, or null.</param>
    public static WeightEdit Uncut(Consumer consumer, IReadOnlyList<int> kept, Matrix weight, double[]? biasChange)
    {
        var values = new double[consumer.Features * weight.Columns];
        for (var row = 0; row < kept.Count; row++)
            weight.Row(row).CopyTo(values.AsSpan(kept[row] * weight.Columns));
        return new WeightEdit(consumer, Matrix.Adopt(consumer.Features, weight.Columns, values), biasChange);
    }

    /// <summary>The edit for a model that has only these features and outputs left; null for all of them.</summary>
    public WeightEdit Within(IReadOnlyList<int>? features, IReadOnlyList<int>? outputs)
    {
        var rows = features is null ? Weight : Weight?.SelectRows(features);
        return new WeightEdit(
            Consumer,
            outputs is null ? rows : rows?.SelectColumns(outputs),
            outputs is null ? BiasChange : BiasChange is null ? null : [.. outputs.Select(output => BiasChange[output])]);
    }
}
