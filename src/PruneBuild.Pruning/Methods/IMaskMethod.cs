using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods;

/// <summary>Chooses which single weights of a layer stay, and may change those that do. Pure:
/// the same task gives the same weights.</summary>
public interface IMaskMethod
{
    /// <summary>Name in prune.yaml.</summary>
    string Name { get; }

    /// <summary>What must be known of the features; null for methods that read weights only.</summary>
    MomentDetail? Needs { get; }

    /// <summary>Whether weights that stay are fitted to the features, which takes more data than to choose them.</summary>
    bool Fits => Needs == MomentDetail.Gram;

    /// <summary>Among which weights scores are compared when the manifest does not say.</summary>
    /// <param name="convolution">True for convolutions, whose outputs are filters.</param>
    SelectionScope ScopeOf(bool convolution);

    /// <summary>What each weight is worth by itself, [features, outputs]: by this, features are put into another order before a
    /// pattern is laid on them.</summary>
    Matrix Scores(MaskTask task) => WeightScores.Wanda(task.Weight, task.SquareSums);

    /// <summary>The layer after its mask.</summary>
    /// <returns>Mask and weights; or a status, never an exception for numbers.</returns>
    PrunedWeights Prune(MaskTask task);
}
