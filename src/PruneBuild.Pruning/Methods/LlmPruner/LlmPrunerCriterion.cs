using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.LlmPruner;

/// <summary>Taylor importance of coupled structures, to first and second order, vector-wise or element by element. See README.md.</summary>
/// <param name="order">Which terms of the expansion count.</param>
/// <param name="seed">Seed of the answers that are drawn.</param>
/// <param name="byElement">True to take absolute values of each weight's change and to add them up over all weights that make or read a
/// unit; false for the change that the unit's mask makes.</param>
/// <param name="loss">Which loss.</param>
public sealed class LlmPrunerCriterion(
    TaylorOrder order = TaylorOrder.Mixed, int seed = 0, bool byElement = false, MaskLossKind loss = MaskLossKind.DrawnAnswers) : ICriterion
{
    /// <inheritdoc />
    public string Name => "llm-pruner";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public ICriterion Seeded(int seed) => new LlmPrunerCriterion(order, seed, byElement, loss);

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model) =>
        byElement && WeightImportanceRequest.At(group, model, seed, loss) is { Weights.Count: > 0 } request
            ? [request]
            : [new MaskGradientRequest(group, seed, loss, ByRecord: true)];

    /// <inheritdoc />
    /// <remarks>Where no weight of a group is a float, its masks decide, whatever is asked for.</remarks>
    public GroupChoices Choose(GroupEvidence evidence) => GroupChoices.ByScore(
        evidence.Group.Id,
        evidence.ValuesOf<WeightImportanceRequest>().Select(pair => pair.Result).FirstOrDefault() is { } importance
            ? importance.Row(order switch { TaylorOrder.First => 2, TaylorOrder.Second => 3, _ => 1 }).ToArray()
            : Importance(evidence.ValuesOf<MaskGradientRequest>().Single().Result, order));

    /// <summary>|ΔL| of each unit: |ḡ|, ½·mean g², or |ḡ − ½·mean g²| of its mask's gradients g, one for each record.</summary>
    /// <param name="gradients">ḡ and mean g², [2, units].</param>
    /// <param name="order">Which terms of the expansion count.</param>
    public static double[] Importance(Numerics.Matrices.Matrix gradients, TaylorOrder order)
    {
        return [.. Enumerable.Range(0, gradients.Columns).Select(unit => Change(gradients[0, unit], gradients[1, unit]))];

        double Change(double mean, double square) => order switch
        {
            TaylorOrder.First => Math.Abs(mean),
            TaylorOrder.Second => square / 2,
            TaylorOrder.Mixed => Math.Abs(mean - (square / 2)),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, null),
        };
    }
}

/// <summary>Terms of the expansion of the loss around the original.</summary>
public enum TaylorOrder
{
    /// <summary>The gradient.</summary>
    First,

    /// <summary>The curvature, by the Fisher information.</summary>
    Second,

    /// <summary>Both.</summary>
    Mixed,
}
