using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>How the loss answers to a mask of ones on a group's units. Result: [batches, units], ∂(mean loss of the batch)/∂m.</summary>
/// <param name="Group">The group.</param>
/// <remarks>The loss is −log of the probability that the model gives to answers drawn from its own distribution: the expected square of the
/// gradient is then the Fisher information, and no labels are needed.</remarks>
public sealed record MaskGradientRequest(PruneGroup Group) : ValueRequest
{
    /// <inheritdoc />
    public override ValueList<string> Values => [MaskGradientGraph.OutputOf(Group.Id)];

    /// <inheritdoc />
    public override ValueFold Begin(ShapeFacts facts, ValueList<long>? rowMaskShape) => new Fold(this);

    private sealed class Fold(MaskGradientRequest request) : ValueFold
    {
        private readonly List<double[]> batches = [];

        public override void Add(ValueBatch batch)
        {
            var name = request.Values[0];
            var records = batch.Values[name].Shape[0];
            var gradients = batch.Floats(name);
            var mean = new double[request.Group.Units];
            for (var i = 0; i < gradients.Length; i++)
                mean[i % mean.Length] += gradients[i] / (double)records;
            batches.Add(mean);
        }

        public override Matrix Result() => Matrix.Create(batches.Count, request.Group.Units, (batch, unit) => batches[batch][unit]);
    }
}
