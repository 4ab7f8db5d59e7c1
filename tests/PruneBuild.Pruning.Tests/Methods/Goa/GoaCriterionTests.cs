using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.Goa;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Goa;

[TestClass]
public sealed class GoaCriterionTests
{
    private static readonly Matrix first = Matrix.Create(6, 4, (i, j) => Math.Sin((0.5 * i * i) + (0.9 * j) + (0.2 * i * j) + 0.3));
    private static readonly Matrix second = Matrix.Create(3, 6, (i, j) => Math.Sin((0.4 * i * i) + (1.2 * j) + (0.15 * i * j) + 0.3));

    [TestMethod]
    public void SecondMomentsAreTheGoldenOnes()
    {
        // Σ = I, so A_jΣA_jᵀ is the squared norm of the row; the golden values carry the constant ½.
        var energies = Enumerable.Range(0, 6).Select(j => first.SelectRows([j]).SquaredNorm()).ToArray();

        var moments = GoaCriterion.SecondMoments(second, energies);

        Close.AreClose([1.202887, 1.939703, 1.045761, 1.489057, 2.113508, 0.631405], Array.ConvertAll(moments, moment => moment / 2), 1e-6);
    }

    [TestMethod]
    public void PermutingChannelsPermutesTheirMoments()
    {
        int[] order = [3, 0, 5, 1, 4, 2];
        double[] energies = [1, 2, 3, 4, 5, 6];

        var moments = GoaCriterion.SecondMoments(second, energies);
        var permuted = GoaCriterion.SecondMoments(second.SelectColumns(order), [.. order.Select(j => energies[j])]);

        Close.AreClose([.. order.Select(j => moments[j])], permuted, 1e-12);
    }
}
