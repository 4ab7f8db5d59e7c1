namespace PruneBuild.Numerics.Kernels;

/// <summary>T = QᵀAQ with Q = H₀H₁…: what is left of a symmetric matrix after one reflection a row.</summary>
/// <param name="Diagonal">n elements.</param>
/// <param name="OffDiagonal">n − 1 elements (none for n = 0).</param>
/// <param name="Reflectors">Row k is v_k of H_k = I − τ_k v_k v_kᵀ: zero up to column k, one in column k + 1.</param>
/// <param name="Factors">τ_k.</param>
internal sealed record Tridiagonal(double[] Diagonal, double[] OffDiagonal, Matrices.Matrix Reflectors, double[] Factors);
