using PruneBuild.Numerics.Factorisations;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Algebra;

/// <summary>Dense algebra on the processor's vector units.</summary>
/// <param name="threads">How many threads may work at once, ≥ 1. Changes the time, never the bits.</param>
public sealed class CpuDenseAlgebra(int threads) : IDenseAlgebra
{
    /// <summary>How many threads may work at once.</summary>
    public int Threads { get; } = threads > 0 ? threads : throw new ArgumentOutOfRangeException(nameof(threads));

    /// <inheritdoc />
    public Matrix Multiply(Matrix left, Matrix right) => Multiply(Block.Of(left), Block.Of(right));

    /// <inheritdoc />
    public Matrix TransposedMultiply(Matrix left, Matrix right) => Multiply(Block.Of(left).Transposed, Block.Of(right));

    /// <inheritdoc />
    public Matrix MultiplyTransposed(Matrix left, Matrix right) => Multiply(Block.Of(left), Block.Of(right).Transposed);

    /// <inheritdoc />
    public Matrix Gram(Matrix matrix)
    {
        var result = Matrix.Zero(matrix.Columns, matrix.Columns, Threads);
        Product.Add(Block.Of(result), 1.0, Block.Of(matrix).Transposed, Block.Of(matrix), Part.Lower, Threads);
        return Symmetry.MirrorLower(result, Threads);
    }

    /// <inheritdoc />
    public Cholesky Factorise(Matrix symmetric)
    {
        RequireSquare(symmetric);
        return symmetric.AreFinite(Threads) ? Overwrite(Symmetry.CopyLower(symmetric, Threads)) : new(SolveStatus.NotFinite, null);
    }

    /// <inheritdoc />
    public Cholesky FactoriseInPlace(Matrix symmetric)
    {
        RequireSquare(symmetric);
        return symmetric.AreFinite(Threads) ? Overwrite(symmetric) : new(SolveStatus.NotFinite, null);
    }

    /// <inheritdoc />
    public Matrix SolveLower(Matrix lower, Matrix right)
    {
        RequireSquare(lower);
        RequireRows(right, lower.Rows);
        var result = right.Copy(Threads);
        Substitution.Forward(Block.Of(lower), Block.Of(result), Threads);
        return result;
    }

    /// <inheritdoc />
    public Matrix SolveLowerTransposed(Matrix lower, Matrix right)
    {
        RequireSquare(lower);
        RequireRows(right, lower.Rows);
        var result = right.Copy(Threads);
        Substitution.Backward(Block.Of(lower).Transposed, Block.Of(result), Threads);
        return result;
    }

    /// <inheritdoc />
    public Matrix InverseFromCholesky(Matrix lower)
    {
        RequireSquare(lower);
        var result = Symmetry.CopyLower(lower, Threads);
        TriangularInverse.Invert(Block.Of(result), Threads);
        TriangularInverse.MultiplyByTranspose(Block.Of(result), Threads);
        return Symmetry.MirrorLower(result, Threads);
    }

    /// <inheritdoc />
    public SymmetricEigen DecomposeSymmetric(Matrix symmetric)
    {
        RequireSquare(symmetric);
        if (!symmetric.AreFinite(Threads))
            return new(SolveStatus.NotFinite, null, null);
        var tridiagonal = Tridiagonalisation.Reduce(Symmetry.MirrorLower(symmetric.Copy(Threads), Threads), Threads);
        var values = tridiagonal.Diagonal;
        var rotations = new List<Rotation>();
        if (!TridiagonalEigenvalues.TryFind(values, tridiagonal.OffDiagonal, rotations))
            return new(SolveStatus.NotConverged, null, null);
        var vectors = Rotations.Product(values.Length, rotations, Threads);
        Reflections.Apply(tridiagonal, Block.Of(vectors).Transposed, Threads);
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        return new(SolveStatus.Solved, Array.ConvertAll(order, i => values[i]), vectors.SelectRows(order).Transpose());
    }

    /// <summary>Factorises a lower triangle where it lies.</summary>
    private Cholesky Overwrite(Matrix lower)
    {
        var smallestPivots = lower.Diagonal();
        foreach (ref var pivot in smallestPivots.AsSpan())
            pivot = Math.Max(0.0, pivot * Cholesky.SmallestPivotShare);
        return CholeskyFactorisation.TryFactorise(Block.Of(lower), smallestPivots, Threads)
            ? new(SolveStatus.Solved, Symmetry.ClearUpper(lower, Threads))
            : new(SolveStatus.NotPositiveDefinite, null);
    }

    private static void RequireSquare(Matrix matrix)
    {
        if (matrix.Rows != matrix.Columns)
            throw new ArgumentException($"{matrix} is not square.", nameof(matrix));
    }

    private static void RequireRows(Matrix matrix, int rows)
    {
        if (matrix.Rows != rows)
            throw new ArgumentException($"{matrix} must have {rows} rows.", nameof(matrix));
    }

    private Matrix Multiply(Block left, Block right)
    {
        if (left.Columns != right.Rows)
            throw new ArgumentException($"A {left.Rows}×{left.Columns} by {right.Rows}×{right.Columns} product has no meaning.");
        var result = Matrix.Zero(left.Rows, right.Columns, Threads);
        Product.Add(Block.Of(result), 1.0, left, right, Part.All, Threads);
        return result;
    }
}
