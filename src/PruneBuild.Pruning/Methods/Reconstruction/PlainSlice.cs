using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>none</c>: the surviving weights stay as they are.</summary>
public sealed class PlainSlice : IReconstruction
{
    /// <inheritdoc />
    public string Name => "none";

    /// <inheritdoc />
    public bool NeedsData => false;

    /// <inheritdoc />
    public MomentDetail Detail => MomentDetail.Diagonal;

    /// <inheritdoc />
    public Reconstructed Reconstruct(ReconstructionTask task) => new(task.Weight.SelectRows(task.Kept), null);
}
