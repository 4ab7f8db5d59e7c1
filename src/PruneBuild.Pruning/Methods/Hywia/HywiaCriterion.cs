using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Hywia;

/// <summary>Fine and coarse importance of a unit's weights, fused by how well each tells the units of a group apart.
/// See README.md.</summary>
public sealed class HywiaCriterion(
    ImportanceGrain grain = ImportanceGrain.Fused, int seed = 0, MaskLossKind loss = MaskLossKind.DrawnAnswers) : ICriterion
{
    private const double Temperature = 1;

    /// <inheritdoc />
    public string Name => "hywia";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public bool ComparesGroups => false;

    /// <inheritdoc />
    public ICriterion Seeded(int seed) => new HywiaCriterion(grain, seed, loss);

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model) =>
        WeightImportanceRequest.At(group, model, seed, loss) is { Weights.Count: > 0 } request
            ? [request]
            : [new MaskGradientRequest(group, seed, loss)];

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        if (evidence.ValuesOf<WeightImportanceRequest>().Select(pair => pair.Result).FirstOrDefault() is not { } importance)
            return GroupChoices.ByScore(evidence.Group.Id, AtMasks(evidence.ValuesOf<MaskGradientRequest>().Single().Result));
        var (coarse, fine) = (PerMean(importance.Row(0)), PerMean(importance.Row(1)));
        return GroupChoices.ByScore(evidence.Group.Id, grain switch
        {
            ImportanceGrain.Coarse => coarse,
            ImportanceGrain.Fine => fine,
            _ => Fuse(coarse, fine, Temperature),
        });
    }

    /// <summary>a·C + (1 − a)·E with [a, 1 − a] = softmax of the dispersions (deviation over mean) of the two
    /// signals over the units.</summary>
    /// <param name="coarse">C, of mean 1.</param>
    /// <param name="fine">E, of mean 1.</param>
    /// <param name="temperature">T &gt; 0: large for the plain mean, small for the more discriminative one alone.</param>
    public static double[] Fuse(double[] coarse, double[] fine, double temperature)
    {
        var a = 1 / (1 + Math.Exp((Dispersion(fine) - Dispersion(coarse)) / temperature));
        return [.. coarse.Zip(fine, (c, e) => (a * c) + ((1 - a) * e))];
    }

    /// <summary>Coarse importance where no weight is a float: Σ w·∂L/∂w over a unit's weights is the gradient of its mask.</summary>
    private static double[] AtMasks(Matrix gradients) =>
        [.. Enumerable.Range(0, gradients.Columns)
            .Select(unit => Math.Abs(Enumerable.Range(0, gradients.Rows).Average(batch => gradients[batch, unit])))];

    private static double Dispersion(double[] values)
    {
        var mean = values.Average();
        return mean > 0 ? Math.Sqrt(values.Average(value => (value - mean) * (value - mean))) / mean : 0;
    }

    private static double[] PerMean(ReadOnlySpan<double> values)
    {
        var array = values.ToArray();
        var mean = array.Average();
        return Array.ConvertAll(array, value => mean > 0 ? value / mean : 0);
    }
}

/// <summary>Which importance counts.</summary>
public enum ImportanceGrain
{
    /// <summary>A unit's part of each weight as one.</summary>
    Coarse,

    /// <summary>Element by element.</summary>
    Fine,

    /// <summary>Both, weighed by how well they tell units apart.</summary>
    Fused,
}
