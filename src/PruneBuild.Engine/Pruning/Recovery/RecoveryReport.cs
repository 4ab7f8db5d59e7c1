using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>What recovery did.</summary>
/// <param name="Parameters">Trained parameters.</param>
/// <param name="AllParameters">Elements of all initializers of the model.</param>
/// <param name="Steps">Steps that were taken.</param>
/// <param name="LossBefore">On held-out calibration data, before the first step; on the training data when too
/// little to hold any out.</param>
/// <param name="LossAfter">The same with the weights that were kept.</param>
public sealed record RecoveryReport(long Parameters, long AllParameters, int Steps, double LossBefore, double LossAfter)
{
    /// <summary>The word of prune.yaml: <c>perp</c>, <c>blocks</c>, <c>unipts</c>, <c>statistics</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Families that something was trained of; none where statistics were corrected.</summary>
    public ValueList<TrainedFamily> Families { get; init; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}
