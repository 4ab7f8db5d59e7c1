namespace PruneBuild.Pruning.Recovery;

/// <summary>A constant that is trained.</summary>
/// <param name="Name">Its initializer in the graph that is trained.</param>
/// <param name="Family">Why.</param>
/// <param name="Kept">Elements that stay zero are false; null when all are free.</param>
public sealed record TrainedTensor(string Name, TrainedFamily Family, bool[]? Kept = null);
