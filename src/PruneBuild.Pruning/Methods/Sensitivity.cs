namespace PruneBuild.Pruning.Methods;

/// <summary>Which loss a criterion wants mask gradients of.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Temperature">γ &gt; 0 of a divergence from the original's answers.</param>
public sealed record SensitivityRequest(SensitivityLoss Loss, double Temperature);

/// <summary>Losses of mask gradients. None needs labels.</summary>
public enum SensitivityLoss
{
    /// <summary>γ²·KL(original ‖ cut so far) at temperature γ: zero, with its gradient, as long as nothing has been cut.</summary>
    Divergence,

    /// <summary>The curvature of that divergence at the original's answers, JᵀHJ with H = diag(p) − ppᵀ: not zero before the first cut.</summary>
    Curvature,
}

/// <summary>Squared gradients of a loss by masks on the indices of a tap (head features, neurons, channels), summed over data.</summary>
/// <param name="BatchSquares">Σ over batches of the squared gradient of the batch's mean loss.</param>
/// <param name="RecordSquares">Σ over records of the squared gradient of the record's own loss; for <see cref="SensitivityLoss.Curvature" />
/// the diagonal of the Hessian, summed over records.</param>
/// <param name="Records">M: number of records.</param>
public sealed record Sensitivity(double[] BatchSquares, double[] RecordSquares, long Records);
