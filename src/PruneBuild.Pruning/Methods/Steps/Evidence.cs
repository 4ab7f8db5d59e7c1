using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Steps;

/// <summary>Lays out for a criterion what is known of a group.</summary>
public static class Evidence
{
    /// <summary>The evidence of a group.</summary>
    /// <param name="model">The model that the structure was inferred from.</param>
    /// <param name="index">Index of its graph.</param>
    /// <param name="group">The group.</param>
    /// <param name="moments">What was measured at each consumer that has a weight; null for nothing.</param>
    /// <remarks>
    /// Weights and targets are given as they leave the block: where a BatchNormalization follows a convolution, its factor is in them.
    /// Without it an error in an output that the normalisation shrinks to nothing would count as much as one in an output that it blows up
    /// (variances of ResNet-20's outputs differ by a factor of a thousand).
    /// </remarks>
    public static GroupEvidence Of(OnnxModel model, GraphIndex index, PruneGroup group, Func<Consumer, Moments?> moments) => new(
        group,
        [.. group.Consumers.Where(consumer => consumer.Weight is not null)
            .Select(consumer => Of(model, index, consumer, moments(consumer)))],
        name => Constant(model, index, name) ?? Constant(model, GraphIndex.Deep(model.Graph), name)
            ?? throw new InvalidOperationException($"'{name}' is not a constant."));

    /// <summary>A constant, dense whatever it is stored as.</summary>
    private static Tensor? Constant(OnnxModel model, GraphIndex index, string name) =>
        index.Constant(name) is { } constant ? Decoded(model, index, name)?.Dequantize() is { } values
            ? Onnx.Tensor.Of(values, constant.Dims.ToArray())
            : model.Read(constant)
        : index.Sparse(name) is { } sparse ? SparseTensors.ToDense(model, sparse)
        : null;

    /// <summary>8-bit integers whose reader decodes them.</summary>
    private static QuantizedWeight? Decoded(OnnxModel model, GraphIndex index, string name) =>
        index.Uses(name) is [{ Node: { OpType: "DequantizeLinear" } decode, Input: 0 }, ..]
            ? QuantizedWeight.Of(model, index, decode)
            : null;

    private static ConsumerEvidence Of(OnnxModel model, GraphIndex index, Consumer consumer, Moments? moments)
    {
        var weight = WeightEditor.Read(model, index, consumer);
        if (MatchTarget.Find(model, index, consumer).Scale is not { } scale)
            return new ConsumerEvidence(consumer, weight, moments);
        return new ConsumerEvidence(consumer, Scaled(weight, scale), moments is null ? null : moments with
        {
            Cross = moments.Cross is null ? null : Scaled(moments.Cross, scale),
            TargetSums = moments.TargetSums?.Zip(scale, (sum, factor) => sum * factor).ToArray(),
        });
    }

    private static Matrix Scaled(Matrix matrix, double[] columns) =>
        Matrix.Create(matrix.Rows, matrix.Columns, (row, column) => matrix[row, column] * columns[column]);
}
