namespace PruneBuild.Pruning.Recovery;

/// <summary>A constant that is trained.</summary>
/// <param name="Name">Its initializer in the graph that is trained.</param>
/// <param name="Family">Why.</param>
/// <param name="Kept">Elements that stay zero are false; null when all are free.</param>
public sealed record TrainedTensor(string Name, TrainedFamily Family, bool[]? Kept = null)
{
    /// <summary>How <see cref="Kept" /> is chosen again at every step; null when it stays as it is.</summary>
    public MovingMask? Moving { get; init; }

    /// <summary>Values to start from, those of masked elements too; null for those of the initializer.</summary>
    public float[]? Start { get; init; }
}
