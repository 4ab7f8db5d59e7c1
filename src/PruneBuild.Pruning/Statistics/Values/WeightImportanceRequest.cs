using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>
/// How the loss answers when the weights of a unit become zero, weight by weight. Result: [4, units]. Row 0, coarse: Σ_W |Σ_ij w·∂L/∂w|, a
/// unit's part of each weight as one. Row 1, fine: Σ_W Σ_ij |w·∂L/∂w − ½·w²·F|, F = the mean over records of the squared derivative. Rows 2
/// and 3: the same with the first term alone, Σ|w·∂L/∂w|, and with the second, Σ ½·w²·F.
/// </summary>
/// <param name="Weights">Where the units lie on the weights that make and read them.</param>
/// <param name="Units">Number of units.</param>
/// <param name="Seed">Seed of the answers that are drawn.</param>
/// <param name="Kind">Which loss.</param>
/// <remarks>Measured record by record, on <see cref="Records" /> records at most.</remarks>
public sealed record WeightImportanceRequest(
    ValueList<TensorSlice> Weights, int Units, int Seed, MaskLossKind Kind = MaskLossKind.DrawnAnswers) : ValueRequest
{
    /// <summary>Records that are looked at, evenly spread over the data. LLM-Pruner's published code takes 10.</summary>
    public const int Records = 64;

    /// <summary>The loss.</summary>
    public MaskLoss Loss => new(Kind, Seed: Seed);

    /// <inheritdoc />
    public override bool NeedsLabels => Kind == MaskLossKind.Labels;

    /// <summary>Names of the weights.</summary>
    public IEnumerable<string> Tensors => Weights.Select(slice => slice.Tensor).Distinct();

    /// <inheritdoc />
    public override ValueList<string> Values => Tensors.Select(WeightGradientGraph.OutputOf).ToValueList();

    /// <summary>The request for a group: all its slices of float matrices and filters.</summary>
    public static WeightImportanceRequest At(PruneGroup group, OnnxModel model, int seed, MaskLossKind kind = MaskLossKind.DrawnAnswers)
    {
        var index = new GraphIndex(model.Graph);
        return new WeightImportanceRequest(
            group.Slices.Where(
                slice => index.Constant(slice.Tensor) is { DataType: (int)ElementType.Float or (int)ElementType.Float16, Dims.Count: > 1 })
                .DistinctBy(slice => (slice.Tensor, slice.Axis, slice.Pattern)).ToValueList(),
            group.Units, seed, kind);
    }

    /// <inheritdoc />
    public override ValueFold Begin(ShapeFacts facts, ValueList<long>? rowMaskShape) => new Fold(this);

    private sealed class Fold(WeightImportanceRequest request) : ValueFold
    {
        private readonly Dictionary<string, (double[] Products, double[] Squares, ValueList<long> Shape)> sums = [];
        private int records;

        public override void Add(ValueBatch batch)
        {
            records++;
            foreach (var tensor in request.Tensors)
            {
                var products = batch.Values[WeightGradientGraph.OutputOf(tensor)];
                if (!sums.TryGetValue(tensor, out var sum))
                    sums[tensor] = sum = (new double[products.Count], new double[products.Count], products.Shape);
                var values = products.As<float>();
                for (var i = 0; i < values.Length; i++)
                {
                    sum.Products[i] += values[i];
                    sum.Squares[i] += (double)values[i] * values[i];
                }
            }
        }

        public override Matrix Result()
        {
            var scores = new Scores(
                new double[request.Units], new double[request.Units], new double[request.Units], new double[request.Units]);
            foreach (var slice in request.Weights)
            {
                for (var unit = 0; unit < request.Units; unit++)
                    Add(scores, slice, unit);
            }

            return Matrix.FromRows(scores.Coarse, scores.Fine, scores.First, scores.Second);
        }

        /// <summary>Adds what a unit's part of a weight counts.</summary>
        private void Add(Scores scores, TensorSlice slice, int unit)
        {
            var (products, squares, shape) = sums[slice.Tensor];
            var sum = 0.0;
            foreach (var (start, end) in Runs(shape, slice, unit))
            {
                for (var at = start; at < end; at++)
                {
                    var (gradient, curvature) = (products[at] / records, 0.5 * squares[at] / records);
                    sum += gradient;
                    scores.Fine[unit] += Math.Abs(gradient - curvature);
                    scores.First[unit] += Math.Abs(gradient);
                    scores.Second[unit] += curvature;
                }
            }

            scores.Coarse[unit] += Math.Abs(sum);
        }

        /// <summary>Where a unit's part of a weight lies: runs of elements side by side.</summary>
        private static IEnumerable<(long Start, long End)> Runs(ValueList<long> shape, TensorSlice slice, int unit)
        {
            var inner = shape.Skip(slice.Axis + 1).Aggregate(1L, (product, size) => product * size);
            var outer = shape.Take(slice.Axis).Aggregate(1L, (product, size) => product * size);
            foreach (var index in slice.Pattern.Indices(unit))
            {
                for (var before = 0L; before < outer; before++)
                {
                    var start = ((before * shape[slice.Axis]) + index) * inner;
                    yield return (start, start + inner);
                }
            }
        }

        /// <summary>The rows of the result.</summary>
        private sealed record Scores(double[] Coarse, double[] Fine, double[] First, double[] Second);
    }
}
