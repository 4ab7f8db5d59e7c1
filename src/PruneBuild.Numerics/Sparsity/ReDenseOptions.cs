namespace PruneBuild.Numerics.Sparsity;

/// <summary>Settings of <see cref="ReDense" />.</summary>
/// <param name="Steps">Proximal gradient steps; stopping early regularises, and after infinitely many nothing would be gained.</param>
/// <param name="Shrinkage">λ₁ of |w|, where every feature has energy 1: a share of the mean |w| there.</param>
/// <param name="Ridge">λ₂ of w², the same.</param>
public sealed record ReDenseOptions(int Steps = 200, double Shrinkage = 0.005, double Ridge = 0.005);
