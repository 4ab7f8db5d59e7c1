using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>How the loss answers to a mask of ones on a group's units. Result: [batches, units], ∂(mean loss of the batch)/∂m.</summary>
/// <param name="Group">The group.</param>
/// <param name="Seed">Seed of the answers that are drawn.</param>
/// <param name="Kind">Which loss. With <see cref="MaskLossKind.DrawnAnswers" /> the expected square of the gradient is the Fisher information, and
/// no labels are needed.</param>
public sealed record MaskGradientRequest(PruneGroup Group, int Seed, MaskLossKind Kind = MaskLossKind.DrawnAnswers) : ValueRequest
{
    /// <summary>The loss.</summary>
    public MaskLoss Loss => new(Kind, Seed: Seed);

    /// <inheritdoc />
    public override bool NeedsLabels => Kind == MaskLossKind.Labels;

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
