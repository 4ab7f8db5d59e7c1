using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods;

/// <summary>Makes up for removed features in the weights of the consumer that summed over them.</summary>
public interface IReconstruction
{
    /// <summary>Name in prune.yaml.</summary>
    string Name { get; }

    /// <summary>True when it must know the features' moments; false when the surviving weights simply stay.</summary>
    bool NeedsData { get; }

    /// <summary>How much must be known of a consumer's features.</summary>
    MomentDetail Detail { get; }

    /// <summary>Share of the data whose moments it wants by themselves as well, to judge its result by; 0 for none.</summary>
    double HeldOutShare => 0;

    /// <summary>Rows of data for each feature that stays that are plenty to fit its numbers to; 0 where nothing is fitted.</summary>
    int RowsPerFeature => 0;

    /// <summary>New numbers for a consumer.</summary>
    /// <param name="task">The consumer before the cut, what was measured, and the features that stay.</param>
    Reconstructed Reconstruct(ReconstructionTask task);
}

/// <summary>A consumer that lost features.</summary>
/// <param name="Weight">W of the original, [features, outputs].</param>
/// <param name="Moments">Moments of all features. With cross moments the target is theirs (features of the cut network, outputs of the
/// original); without, the target is what W makes of the features.</param>
/// <param name="Kept">Features that stay, strictly ascending.</param>
public sealed record ReconstructionTask(Matrix Weight, Moments Moments, IReadOnlyList<int> Kept)
{
    /// <summary>Moments of the part of the data that results are judged by; the other moments include them.
    /// Null when nothing was held out.</summary>
    public Moments? HeldOut { get; init; }

    /// <summary>A number for each kept feature, the same for those of one unit; null when every feature is taken by itself.</summary>
    public ValueList<int>? Units { get; init; }
}

/// <summary>New numbers for a consumer, or why the old ones stay.</summary>
/// <param name="Weight">[kept, outputs].</param>
/// <param name="BiasChange">Length outputs, or null.</param>
/// <param name="Note">Why a solve was given up and the plain slice kept; null when it went well.</param>
public sealed record Reconstructed(Matrix Weight, double[]? BiasChange, string? Note = null);
