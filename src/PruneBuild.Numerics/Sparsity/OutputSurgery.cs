using System.Buffers;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>One output's weights in the order in which exact optimal brain surgery removes them.</summary>
/// <remarks>
/// A removal takes a matrix of rank one from A = H⁻¹, as wide as what is left. The choice of the next weight needs no more of A than its
/// diagonal and one column, so the rest of it waits: once <see cref="Depth" /> removals are due they are one product of matrices,
/// written to the rows and columns that are left. Together they cost d³/6 multiply-adds for d removals, with A in memory read
/// d/<see cref="Depth" /> times in place of d times.
/// </remarks>
internal sealed class OutputSurgery
{
    /// <summary>Removals that wait. More of them make the product faster, and each column dearer.</summary>
    private const int Depth = 64;

    private readonly double?[] costs;
    private readonly SparsityTarget.Pattern? pattern;
    private readonly int[] mayGo;

    /// <summary>Where what is left of A is written; A itself, which all outputs share, is only read.</summary>
    private readonly double[] storage;

    /// <summary>The columns whose squares are due, a row each.</summary>
    private readonly Matrix due;
    private readonly int[] features;
    private readonly double[] weight;
    private readonly double[] diagonal;
    private readonly double[] column;
    private readonly bool[] gone;
    private Block inverse;
    private int dueCount;

    private OutputSurgery(Matrix inverse, ReadOnlySpan<double> weight, double?[] costs, SparsityTarget.Pattern? pattern, double[] storage)
    {
        (this.costs, this.pattern, this.storage, this.inverse) = (costs, pattern, storage, Block.Of(inverse));
        mayGo = pattern is null ? [] : [.. pattern.SizesOf(weight.Length).Select(width => width - pattern.KeptIn(width))];
        due = Matrix.Uninitialised(Math.Min(Depth, weight.Length), weight.Length);
        features = [.. Enumerable.Range(0, weight.Length)];
        this.weight = weight.ToArray();
        diagonal = [.. inverse.Diagonal()];
        column = new double[weight.Length];
        gone = new bool[weight.Length];
    }

    /// <summary>How many weights are in A still, those that wait to leave it among them.</summary>
    private int Size => inverse.Rows;

    /// <summary>Removes the cheapest weight, lets those that are left adapt, and so on.</summary>
    /// <param name="inverse">H⁻¹, shape [d, d].</param>
    /// <param name="weight">The output's weights, length d.</param>
    /// <param name="costs">What removing a weight costs where that is known before.</param>
    /// <param name="pattern">How many may go of each group; all when null.</param>
    /// <param name="count">How many go at most.</param>
    /// <returns>The features of the weights and what each cost, w²/A_qq.</returns>
    public static (int Feature, double Loss)[] Order(
        Matrix inverse, ReadOnlySpan<double> weight, double?[] costs, SparsityTarget.Pattern? pattern, int count)
    {
        var storage = ArrayPool<double>.Shared.Rent(inverse.Rows * inverse.Rows);
        try
        {
            return new OutputSurgery(inverse, weight, costs, pattern, storage).Order(count);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(storage);
        }
    }

    private (int Feature, double Loss)[] Order(int count)
    {
        var order = new List<(int, double)>(count);
        while (order.Count < count && Cheapest() is (var position, var loss))
        {
            if (dueCount == due.Rows)
                position = Settle(position);
            order.Add((features[position], loss));
            Remove(position);
        }

        return [.. order];
    }

    private (int Position, double Loss)? Cheapest()
    {
        var (best, least) = (-1, double.PositiveInfinity);
        for (var i = 0; i < Size; i++)
        {
            if (gone[i] || (pattern is not null && mayGo[pattern.GroupOf(features[i])] == 0))
                continue;
            var loss = costs[features[i]] ?? (weight[i] * weight[i] / diagonal[i]);
            if (best < 0 || loss < least)
                (best, least) = (i, loss);
        }

        return best < 0 ? null : (best, least);
    }

    /// <summary>w ← w − (w_q/A_qq)·A_q; what A loses, A_q A_qᵀ/A_qq, is due.</summary>
    private void Remove(int q)
    {
        var present = column.AsSpan(0, Size);
        for (var i = 0; i < present.Length; i++)
            present[i] = inverse.At(Math.Max(i, q), Math.Min(i, q));
        for (var k = 0; k < dueCount; k++)
            Vectors.AddScaled(present, -due[k, q], due.Row(k)[..Size]);
        var pivot = present[q];
        Vectors.AddScaled(weight, -weight[q] / pivot, present);
        var root = 1 / Math.Sqrt(pivot);
        var lost = due.WritableRow(dueCount++)[..Size];
        for (var i = 0; i < lost.Length; i++)
        {
            lost[i] = present[i] * root;
            diagonal[i] -= lost[i] * lost[i];
        }

        gone[q] = true;
        if (pattern is not null)
            mayGo[pattern.GroupOf(features[q])]--;
    }

    /// <summary>Takes what is due from A, and out of it what is gone.</summary>
    /// <returns>Where <paramref name="position" /> is now.</returns>
    private int Settle(int position)
    {
        var left = Enumerable.Range(0, Size).Where(i => !gone[i]).ToArray();
        var smaller = new Block(storage, 0, left.Length, 1, left.Length, left.Length);

        // Rows move up and elements move left, never past what is yet to be read, so that A may lie in the same storage.
        for (var i = 0; i < left.Length; i++)
            for (var j = 0; j <= i; j++)
                smaller.At(i, j) = inverse.At(left[i], left[j]);
        for (var k = 0; k < dueCount; k++)
            Move(due.WritableRow(k), left);
        var lost = Block.Of(due).Slice(0, 0, dueCount, left.Length);
        Product.Add(smaller, -1.0, lost.Transposed, lost, Part.Lower);
        Move(features.AsSpan(), left);
        Move(weight.AsSpan(), left);
        gone.AsSpan().Clear();
        (inverse, dueCount) = (smaller, 0);
        for (var i = 0; i < left.Length; i++)
            diagonal[i] = inverse.At(i, i);
        return Array.IndexOf(left, position);
    }

    private static void Move<T>(Span<T> values, int[] left)
    {
        for (var i = 0; i < left.Length; i++)
            values[i] = values[left[i]];
    }
}
