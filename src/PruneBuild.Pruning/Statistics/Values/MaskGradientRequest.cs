using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>How the loss answers to a mask of ones on a group's units. Result: [batches, units], ∂(mean loss of the batch)/∂m; or of the
/// gradients g of single records [2, units], their mean and the mean of their squares.</summary>
/// <param name="Group">The group.</param>
/// <param name="Seed">Seed of the answers that are drawn.</param>
/// <param name="Kind">Which loss. With <see cref="MaskLossKind.DrawnAnswers" /> the expected square of the gradient is the Fisher
/// information, and no labels are needed.</param>
/// <param name="ByRecord">True for what single records say.</param>
public sealed record MaskGradientRequest(PruneGroup Group, int Seed, MaskLossKind Kind = MaskLossKind.DrawnAnswers, bool ByRecord = false)
    : ValueRequest
{
    /// <summary>The loss.</summary>
    public MaskLoss Loss => new(Kind, Seed: Seed);

    /// <inheritdoc />
    public override bool NeedsLabels => Kind == MaskLossKind.Labels;

    /// <inheritdoc />
    public override ValueList<string> Values => [MaskGradientGraph.OutputOf(Group.Id)];

    /// <inheritdoc />
    public override ValueFold Begin(ShapeFacts facts, ValueList<long>? rowMaskShape) =>
        ByRecord ? new RecordFold(this) : new BatchFold(this);

    private sealed class BatchFold(MaskGradientRequest request) : ValueFold
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

    private sealed class RecordFold(MaskGradientRequest request) : ValueFold
    {
        private readonly double[] sums = new double[request.Group.Units];
        private readonly double[] squares = new double[request.Group.Units];
        private long records;

        public override void Add(ValueBatch batch)
        {
            var name = request.Values[0];
            var gradients = batch.Floats(name);
            for (var i = 0; i < gradients.Length; i++)
            {
                sums[i % sums.Length] += gradients[i];
                squares[i % sums.Length] += (double)gradients[i] * gradients[i];
            }

            records += batch.Values[name].Shape[0];
        }

        public override Matrix Result() => Matrix.Create(2, sums.Length, (row, unit) => (row == 0 ? sums : squares)[unit] / records);
    }
}
