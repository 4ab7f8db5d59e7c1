using PruneBuild.Diagnostics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>What is said of families that are to be trained where a model has no parameters of them.</summary>
internal static class EmptyFamilies
{
    private const string Adaptable = "Low-rank updates adapt matrices of two axes and kernels of convolutions, in 32-bit floats. ";

    private static readonly TrainedFamily[] LowRank = [TrainedFamily.Lora, TrainedFamily.MaskLora, TrainedFamily.ScaleLora];

    /// <summary>Nothing is left to train.</summary>
    /// <param name="model">The model as it is trained.</param>
    /// <param name="weights">Its matrices.</param>
    /// <param name="recipe">What is asked for.</param>
    public static Diagnostic All(OnnxModel model, MaskableWeights weights, RecoveryRecipe recipe) => DiagnosticCatalog.NothingToTrain.At(
        null, RecoveryRecipes.Words(recipe.Families), Unfit(model, weights) is { } type
            ? $"Its weights are stored as {type}, and training needs floats of 32 or 16 bits: recover the model before it is quantised, "
                + "or refit it with 'reconstruct: least-squares'"
            : $"{(recipe.Families.Any(LowRank.Contains) ? Adaptable : "")}Name others: {RecoveryRecipes.Words(Others(recipe.Families))}");

    /// <summary>Some of the families that the manifest names are trained, and others are not there; null when none is missing.</summary>
    /// <param name="form">The model as it is trained.</param>
    /// <param name="weights">Its matrices.</param>
    /// <param name="recipe">What is asked for.</param>
    /// <param name="found">Families that something was trained of.</param>
    public static Diagnostic? Some(TrainingForm form, MaskableWeights weights, RecoveryRecipe recipe, IReadOnlySet<TrainedFamily> found)
    {
        if (!recipe.AreFamiliesNamed)
            return null;
        var (trained, missing) = (recipe.Families.Where(IsThere).ToArray(), recipe.Families.Where(family => !IsThere(family)).ToArray());
        return missing.Length == 0 || trained.Length == 0
            ? null
            : DiagnosticCatalog.FamiliesMissing.At(
                form.Bench.Place, RecoveryRecipes.Words(missing),
                Unfit(form.Input.Model, weights) is { } type ? $", whose weights are stored as {type}," : "",
                RecoveryRecipes.Words(trained));

        // A new bias is trained as a bias.
        bool IsThere(TrainedFamily family) => found.Contains(family == TrainedFamily.NewBiases ? TrainedFamily.Biases : family);
    }

    /// <summary>Families that are not refused: where one form of low-rank updates finds no weight, no other form of them does.</summary>
    private static IEnumerable<TrainedFamily> Others(IReadOnlyCollection<TrainedFamily> refused) => RecoveryRecipes.All.Where(family =>
        !refused.Contains(family) && !(LowRank.Contains(family) && refused.Any(LowRank.Contains)));

    /// <summary>The type of the first matrix that is not of floats; null when there is none.</summary>
    private static string? Unfit(OnnxModel model, MaskableWeights weights)
    {
        var index = new GraphIndex(model.Graph);
        return weights.Weights.Select(weight => (ElementType)index.Constant(weight.Tensor)!.DataType)
            .Where(type => type != ElementType.Float)
            .Select(type => type.ToString().ToLowerInvariant()).FirstOrDefault();
    }
}
