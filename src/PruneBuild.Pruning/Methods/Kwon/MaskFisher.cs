using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Methods.Kwon;

/// <summary>One group's block of the empirical Fisher matrix of masks, F = Σ_c g_c g_cᵀ over mini-batches c.</summary>
public sealed class MaskFisher
{
    private readonly Matrix block;

    /// <summary>The block of these gradients.</summary>
    /// <param name="gradients">g, [mini-batches, units].</param>
    public MaskFisher(Matrix gradients)
    {
        block = DenseAlgebra.Cpu.Gram(gradients);
        Order = [.. Enumerable.Range(0, block.Rows).OrderBy(Diagonal).ThenBy(unit => unit)];
    }

    /// <summary>Units by rising diagonal; ties by index.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>F_uu: what removing unit u alone costs.</summary>
    public double Diagonal(int unit) => block[unit, unit];

    /// <summary>1ᵀF_SS1 = ‖Σ_{u∈S} g_u‖²: what removing these units together costs.</summary>
    public double Cost(IReadOnlyCollection<int> removed) => removed.Sum(one => removed.Sum(other => block[one, other]));

    /// <summary>Kwon et al., mask rearrangement: from the units of the smallest diagonal, each further unit enters, and whichever member's
    /// leaving makes the set cheapest leaves, itself included.</summary>
    /// <param name="count">How many units are removed, 1 to all but one.</param>
    /// <returns>The set, ascending; never dearer than the first <paramref name="count" /> of <see cref="Order" />.</returns>
    /// <remarks>O(units²): of each unit only its product with the set's sum is kept.</remarks>
    public int[] Rearranged(int count)
    {
        var removed = new SortedSet<int>(Order.Take(count));
        var products = new double[block.Rows];
        foreach (var unit in removed)
            Add(products, unit, 1);
        foreach (var candidate in Order.Skip(count))
        {
            removed.Add(candidate);
            Add(products, candidate, 1);
            // ‖s − g_u‖² = ‖s‖² − 2 s·g_u + ‖g_u‖²; the candidate leaves again unless another's leaving is strictly better.
            var (leaving, least) = (candidate, Change(candidate));
            foreach (var unit in removed)
                (leaving, least) = Change(unit) < least ? (unit, Change(unit)) : (leaving, least);
            removed.Remove(leaving);
            Add(products, leaving, -1);
        }

        return [.. removed];

        double Change(int unit) => block[unit, unit] - (2 * products[unit]);
    }

    private void Add(double[] products, int unit, double sign)
    {
        var row = block.Row(unit);
        for (var other = 0; other < products.Length; other++)
            products[other] += sign * row[other];
    }
}
