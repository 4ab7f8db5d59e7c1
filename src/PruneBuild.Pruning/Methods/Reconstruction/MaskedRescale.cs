using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>rescale</c> for masks: a factor for each feature and then one for each output;
/// for data too scarce for <c>least-squares</c>.</summary>
/// <remarks>Features are what a normalisation's gains reach, outputs what a rank-one factor does. See README.md.</remarks>
/// <param name="ridgePerDiagonal">Pull of the features' factors towards 1, per mean of their system's diagonal.</param>
public sealed class MaskedRescale(double ridgePerDiagonal = MaskedRefit.DefaultRidge) : IMaskUpdate
{
    /// <inheritdoc />
    public string Name => "rescale";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public UpdatedWeights Update(MaskTask task, PrunedWeights pruned)
    {
        var weight = pruned.Weight!;
        if (LayerScales.OfFeatures(task.Gram, task.Weight, weight, ridgePerDiagonal) is not { } features)
            return new(weight, null, "the factors of its features have no solution; the weights stay as the method left them");
        var scaled = Matrix.Create(weight.Rows, weight.Columns, (i, o) => weight[i, o] * features[i]);
        var outputs = LayerScales.OfOutputs(task.Gram, task.Weight, scaled);
        return new(Matrix.Create(weight.Rows, weight.Columns, (i, o) => scaled[i, o] * outputs[o]));
    }
}
