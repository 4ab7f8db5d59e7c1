namespace PruneBuild.Numerics.Kernels;

/// <summary>Implicitly shifted QR on a symmetric tridiagonal matrix, with every rotation written down for the eigenvectors.</summary>
/// <remarks>Golub and Van Loan, Matrix Computations, section 8.3, Wilkinson's shift.</remarks>
internal static class TridiagonalEigenvalues
{
    private const int SweepsPerValue = 50;

    private const double RoundOff = 2.220446049250313e-16;

    /// <summary>Overwrites <paramref name="diagonal" /> with the eigenvalues, in no order.</summary>
    /// <param name="diagonal">n elements.</param>
    /// <param name="offDiagonal">n − 1 elements; overwritten.</param>
    /// <param name="rotations">Receives the rotations that, applied in turn to the rows of I, give Zᵀ with T = ZΛZᵀ.</param>
    /// <returns>False when it does not converge, which finite input has not been seen to do.</returns>
    public static bool TryFind(double[] diagonal, double[] offDiagonal, List<Rotation> rotations)
    {
        var end = diagonal.Length - 1;
        for (var sweeps = 0L; sweeps <= (long)SweepsPerValue * diagonal.Length; sweeps++)
        {
            while (end > 0 && IsNegligible(diagonal, offDiagonal, end - 1))
                offDiagonal[--end] = 0.0;
            if (end <= 0)
                return true;
            var start = end - 1;
            while (start > 0 && !IsNegligible(diagonal, offDiagonal, start - 1))
                start--;
            Sweep(diagonal, offDiagonal, start, end, rotations);
        }
        return false;
    }

    private static bool IsNegligible(double[] diagonal, double[] offDiagonal, int k) =>
        Math.Abs(offDiagonal[k]) <= RoundOff * (Math.Abs(diagonal[k]) + Math.Abs(diagonal[k + 1]));

    /// <summary>One QR step on rows start..end: the shift makes a bulge, and each rotation chases it one row down.</summary>
    private static void Sweep(double[] diagonal, double[] offDiagonal, int start, int end, List<Rotation> rotations)
    {
        var x = diagonal[start] - Shift(diagonal[end - 1], offDiagonal[end - 1], diagonal[end]);
        var bulge = offDiagonal[start];
        for (var k = start; k < end; k++)
        {
            var length = double.Hypot(x, bulge);
            if (length == 0.0)
                return;
            var (c, s) = (x / length, bulge / length);
            if (k > start)
                offDiagonal[k - 1] = length;
            var b = offDiagonal[k];
            var mixed = (s * (diagonal[k + 1] - diagonal[k])) + (2.0 * c * b);
            diagonal[k] += s * mixed;
            diagonal[k + 1] -= s * mixed;
            offDiagonal[k] = (c * mixed) - b;
            if (k + 1 < end)
            {
                x = offDiagonal[k];
                bulge = s * offDiagonal[k + 1];
                offDiagonal[k + 1] *= c;
            }
            rotations.Add(new(k, c, s));
        }
    }

    /// <summary>The eigenvalue of [[a, b], [b, c]] that is closer to c.</summary>
    private static double Shift(double a, double b, double c)
    {
        var half = 0.5 * (a - c);
        return c - (b * (b / (half + Math.CopySign(double.Hypot(half, b), half))));
    }
}
