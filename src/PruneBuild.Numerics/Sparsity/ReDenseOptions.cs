namespace PruneBuild.Numerics.Sparsity;

/// <summary>Settings of <see cref="ReDense" />.</summary>
/// <param name="Steps">Steps of each descent; stopping early regularises, and after infinitely many nothing would be gained.</param>
/// <param name="Shrinkage">λ₁ of |w|, where features have energy 1: a share of the mean |w| there.</param>
/// <param name="Ridge">λ₂ of w², the same.</param>
/// <param name="SoftMask">What the mask of the last step goes by.</param>
public sealed record ReDenseOptions(int Steps = 200, double Shrinkage = 0.005, double Ridge = 0.005, SoftMask SoftMask = SoftMask.Wanda);
