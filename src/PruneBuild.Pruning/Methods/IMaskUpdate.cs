using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods;

/// <summary>Changes the weights that a mask left, to make up for those that it took.</summary>
public interface IMaskUpdate
{
    /// <summary>Name in prune.yaml.</summary>
    string Name { get; }

    /// <summary>What must be known of the features; null for nothing.</summary>
    MomentDetail? Needs { get; }

    /// <summary>True when it fits biases too.</summary>
    bool Shifts => false;

    /// <summary>Share of the batches that it judges itself by; their moments are in <see cref="MaskTask.HeldOut" />. 0 for none.</summary>
    double HeldOutShare => 0;

    /// <summary>New numbers for the weights that stay.</summary>
    /// <param name="task">The layer before its mask.</param>
    /// <param name="pruned">The layer after it.</param>
    UpdatedWeights Update(MaskTask task, PrunedWeights pruned);
}

/// <summary>A layer after mask and update.</summary>
/// <param name="Weight">[features, outputs], +0 where the mask keeps nothing.</param>
/// <param name="BiasChange">What the outputs xW gain, before a Gemm scales them; null for nothing.</param>
/// <param name="Note">Why an update was given up; null when it went well.</param>
public sealed record UpdatedWeights(Matrix Weight, double[]? BiasChange = null, string? Note = null);
