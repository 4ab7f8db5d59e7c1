using PruneBuild.Numerics;
using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>A basis for one position of the stream: rows x become xB.</summary>
/// <param name="Directions">B, [width, width]: orthonormal columns, the one with the most energy first;
/// where rows are centred, B = (I − 11ᵀ/width)Q.</param>
/// <param name="Energies">Σ(xq)² for each column, falling.</param>
public sealed record StreamBasis(Matrix Directions, ValueList<double> Energies)
{
    /// <summary>The principal components of rows.</summary>
    /// <param name="grams">XᵀX, [width, width], for each position that shares the basis;
    /// each counts the same, whatever the length of its rows.</param>
    /// <param name="centres">True where normalisations subtract the mean.</param>
    /// <returns>The basis; null when the eigenvalues were not found.</returns>
    /// <remarks>The reference adds 0.01 of the mean diagonal to the diagonal, which changes no eigenvector and is left out.</remarks>
    public static StreamBasis? Of(IReadOnlyList<Matrix> grams, bool centres)
    {
        var gram = grams.Count == 1 ? grams[0] : grams.Select(WithUnitTrace).Aggregate((sum, next) => sum.Add(next));
        var project = centres ? Centring(gram.Rows) : Matrix.Identity(gram.Rows);
        var computer = DenseAlgebra.Cpu;
        var eigen = computer.DecomposeSymmetric(computer.Multiply(project, computer.Multiply(gram, project)));
        if (eigen.Status != SolveStatus.Solved)
            return null;
        int[] falling = [.. Enumerable.Range(0, gram.Rows).Reverse()];
        return new StreamBasis(
            computer.Multiply(project, eigen.Vectors!.SelectColumns(falling)),
            falling.Select(i => Math.Max(0, eigen.Values![i])).ToValueList());
    }

    private static Matrix WithUnitTrace(Matrix gram) => gram.Diagonal().Sum() is > 0 and var trace ? gram.Scale(1 / trace) : gram;

    /// <summary>I − 11ᵀ/width: takes the mean out of rows.</summary>
    public static Matrix Centring(int width) => Matrix.Create(width, width, (i, j) => (i == j ? 1 : 0) - (1.0 / width));

    /// <summary>The share of the energy that is lost when so many directions stay.</summary>
    public double Lost(int kept)
    {
        var all = Energies.Sum();
        return all > 0 ? Energies.Skip(kept).Sum() / all : 0;
    }
}
