using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients.Lowering;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>A model prepared for training: what is trained, and the graph with adapters that is trained in its place.</summary>
/// <param name="Adapted">The graph with low-rank updates, in operators that have gradients.</param>
/// <param name="Tensors">Its initializers that are trained.</param>
internal sealed record TrainedParts(OnnxModel Adapted, IReadOnlyList<TrainedTensor> Tensors)
{
    /// <summary>Families that something is trained of.</summary>
    public IReadOnlySet<TrainedFamily> Families => Tensors.Select(tensor => tensor.Family).ToHashSet();

    /// <summary>The model with a zero bias behind each matrix that has none, when new biases are asked for.</summary>
    public static OnnxModel WithNewBiases(OnnxModel model, MaskableWeights weights, RecoveryRecipe recipe) =>
        !recipe.Families.Contains(TrainedFamily.NewBiases)
            ? model
            : WeightEditor.Apply(
                model, [.. weights.Weights.Where(weight => weight is { Operator: "MatMul", Input: 1, Excluded: null, Inputs: not null })
                    .SelectMany(
                        weight => weight.Consumers.Select(consumer => new WeightEdit(consumer, null, new double[weight.Layout.Outputs])))]);

    /// <summary>Finds and adds what is trained.</summary>
    /// <param name="model">The model, or a block of it; every tensor that is trained is an initializer of it.</param>
    /// <param name="facts">Types and shapes of the model's values.</param>
    /// <param name="weights">Its matrices.</param>
    /// <param name="masks">Elements that stay, by tensor.</param>
    /// <param name="recipe">What is asked for.</param>
    public static TrainedParts Of(
        OnnxModel model, ShapeFacts facts, MaskableWeights weights, IReadOnlyDictionary<string, bool[]> masks, RecoveryRecipe recipe)
    {
        ValueList<TrainedFamily> families = recipe.Families.Contains(TrainedFamily.NewBiases)
            ? [.. recipe.Families, TrainedFamily.Biases]
            : recipe.Families;
        var adapted = DifferentiableForm.Of(model, facts);
        // Taking operators apart adds constants of their formulas.
        var own = model.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        var tensors = TrainableTensors.Find(adapted, weights, masks, families).Where(tensor => own.Contains(tensor.Name)).ToList();
        foreach (var family in families.Where(RecoveryRecipe.IsLowRank).Distinct())
        {
            (adapted, var adapters) = MaskAdapters.Add(adapted, Adaptable(weights, masks, family), masks, family, recipe.Rank, recipe.Seed);
            tensors.AddRange(adapters);
        }

        return new TrainedParts(adapted, tensors);
    }

    /// <summary>The same with masks that move.</summary>
    /// <param name="original">The model before any pruning: masked elements start from its own,
    /// where it has a weight of the same name and shape.</param>
    /// <param name="pruned">The model whose weights are trained.</param>
    /// <param name="weights">Its matrices.</param>
    /// <param name="patterns">Patterns that masks have, by tensor; all others move within the whole matrix.</param>
    public TrainedParts Moving(
        OnnxModel original, OnnxModel pruned, MaskableWeights weights, IReadOnlyDictionary<string, SparsityTarget.Pattern> patterns)
    {
        var (before, now) = (new GraphIndex(original.Graph), new GraphIndex(pruned.Graph));
        var layouts = weights.Weights.DistinctBy(weight => weight.Tensor).ToDictionary(weight => weight.Tensor, weight => weight.Layout);
        return this with { Tensors = [.. Tensors.Select(tensor => tensor.Kept is { } kept ? Moved(tensor, kept) : tensor)] };

        TrainedTensor Moved(TrainedTensor tensor, bool[] kept)
        {
            var moving = MovingMask.Of(layouts[tensor.Name], kept, patterns.GetValueOrDefault(tensor.Name));
            var masked = pruned.Read(now.Constant(tensor.Name)!);
            var own = before.Constant(tensor.Name) is { } constant && constant.Dims.SequenceEqual(masked.Shape)
                ? original.Read(constant).ToFloats()
                : null;
            return tensor with { Moving = moving, Start = moving.Start(masked.ToFloats(), own) };
        }
    }

    /// <summary>Matrices that a mask thinned out; all that are not excluded when nothing was masked (after structures were cut).</summary>
    public static bool IsThinned(MaskableWeight weight, IReadOnlyDictionary<string, bool[]> masks) =>
        masks.Count > 0 ? masks.ContainsKey(weight.Tensor) : weight.Excluded is null;

    private static IEnumerable<MaskableWeight> Adaptable(
        MaskableWeights weights, IReadOnlyDictionary<string, bool[]> masks, TrainedFamily family) =>
        weights.Weights.Where(
            weight => family == TrainedFamily.HeadLora ? weight.IsHead && !masks.ContainsKey(weight.Tensor) : IsThinned(weight, masks));
}
