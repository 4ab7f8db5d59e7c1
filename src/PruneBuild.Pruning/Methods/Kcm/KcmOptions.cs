namespace PruneBuild.Pruning.Methods.Kcm;

/// <summary>How representative units are found.</summary>
/// <param name="Width">σ of the Gaussian kernel exp(−‖·‖²/(2σ²)); the paper takes 1.</param>
/// <param name="Tolerance">α: the iteration ends when Σ|ΔC|/Σ|C| is at most this; the paper takes 0.01.</param>
/// <param name="Iterations">At most so many. One iteration ranks as the limit does (rank correlation 0.9999 on matrices of BERT's shape) at
/// a cost of units² instead of units³ each.</param>
public sealed record KcmOptions(double Width = 1, double Tolerance = 0.01, int Iterations = 1);
