using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>The weights that make a group's units, and those that read them.</summary>
public static class UnitWeights
{
    /// <summary>The slices of the weights that make the units: filters of convolutions, columns of the matrix before. Vectors (biases,
    /// normalisations) are left out.</summary>
    public static IReadOnlyList<TensorSlice> Making(PruneGroup group, Func<string, Tensor> tensor) =>
    [
        .. group.Slices
            .Where(slice => !group.Consumers.Any(consumer => consumer.Reads(slice)))
            .Where(slice => tensor(slice.Tensor).Shape.Count(size => size > 1) > 1)
            .DistinctBy(slice => (slice.Tensor, slice.Axis, slice.Pattern)),
    ];

    /// <summary>One row for each unit: all that the slices hold of it, one slice after the other.</summary>
    /// <param name="slices">At least one.</param>
    /// <param name="units">Number of units.</param>
    /// <param name="tensor">Reads a constant.</param>
    public static Matrix Rows(IReadOnlyList<TensorSlice> slices, int units, Func<string, Tensor> tensor)
    {
        var rows = Enumerable.Range(0, units).Select(_ => new List<float>()).ToArray();
        foreach (var slice in slices)
        {
            var whole = tensor(slice.Tensor);
            for (var unit = 0; unit < units; unit++)
                rows[unit].AddRange(whole.Take(slice.Axis, [.. slice.Pattern.Indices(unit)]).ToFloats());
        }

        return Matrix.FromRowMajor(units, rows[0].Count, (ReadOnlySpan<float>)[.. rows.SelectMany(row => row)]);
    }

    /// <summary>One row for each unit: its rows of W in y = x·W, one after the other.</summary>
    public static Matrix Outgoing(ConsumerEvidence consumer, int units)
    {
        var rows = Enumerable.Range(0, units).Select(unit => consumer.Weight.SelectRows([.. consumer.Consumer.FeaturesOf(unit)])).ToArray();
        return Matrix.Adopt(units, rows[0].Values.Length, [.. rows.SelectMany(row => row.Values.ToArray())]);
    }

    /// <summary>‖a_i − a_j‖² of all pairs of rows.</summary>
    public static Matrix SquaredDistances(Matrix rows)
    {
        var gram = Numerics.Algebra.DenseAlgebra.Cpu.MultiplyTransposed(rows, rows);
        return Matrix.Create(rows.Rows, rows.Rows, (i, j) => i == j ? 0 : Math.Max(0, gram[i, i] + gram[j, j] - (2 * gram[i, j])));
    }
}
