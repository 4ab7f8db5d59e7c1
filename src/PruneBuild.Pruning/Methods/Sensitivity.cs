using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods;

/// <summary>Squared gradients of a loss by masks on the indices of a tap (head features, neurons, channels), summed over data.</summary>
/// <param name="BatchSquares">Σ over batches of the squared gradient of the batch's mean loss.</param>
/// <param name="RecordSquares">Σ over records of the squared gradient of the record's own loss; for <see cref="MaskLossKind.Curvature" />
/// the diagonal of the Hessian, summed over records.</param>
/// <param name="Records">M: number of records.</param>
public sealed record Sensitivity(double[] BatchSquares, double[] RecordSquares, long Records);
