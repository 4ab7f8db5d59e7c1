using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class MeanSwapsTests
{
    [TestMethod]
    public void NoOutputErrsMoreAndCountsStay()
    {
        var x = Matrix.Create(200, 24, (t, j) => Math.Sin((0.7 * t) + j) + (0.3 * j % 2));
        var weight = RandomMatrices.Normal(24, 10, seed: 1);
        var moments = new SecondMoments(
            200, DenseAlgebra.Cpu.Gram(x), [.. Enumerable.Range(0, 24).Select(j => Enumerable.Range(0, 200).Sum(t => x[t, j]))]);
        var start = MaskCases.Wanda(weight, moments.Gram, MaskCases.Half);
        var swapped = MeanSwaps.Improve(weight, moments, start);
        var before = LayerError.OfOutputs(moments.Gram, weight, start.Apply(weight));
        var after = LayerError.OfOutputs(moments.Gram, weight, swapped.Weight!);
        for (var output = 0; output < 10; output++)
        {
            Assert.HasCount(12, swapped.Mask!.KeptOf(output));
            Assert.IsLessThanOrEqualTo(before[output] * (1 + 1e-12), after[output]);
        }

        Assert.IsLessThan(before.Sum(), after.Sum(), "some output gained");
    }

    [TestMethod]
    [DataRow(0.1)]
    [DataRow(0.01)]
    [DataRow(100)]
    public void TheUnitOfTheDataDecidesNothing(double unit)
    {
        var x = Matrix.Create(200, 24, (t, j) => Math.Sin((0.7 * t) + j) + (0.3 * j % 2));
        var weight = RandomMatrices.Normal(24, 10, seed: 1);

        var (here, there) = (Swapped(x), Swapped(x.Scale(unit)));

        Assert.IsFalse(
            here.Mask!.Kept.SequenceEqual(MaskCases.Wanda(weight, DenseAlgebra.Cpu.Gram(x), MaskCases.Half).Kept), "something is swapped");
        Assert.IsTrue(here.Mask.Kept.SequenceEqual(there.Mask!.Kept));

        PrunedWeights Swapped(Matrix rows)
        {
            var moments = new SecondMoments(
                200, DenseAlgebra.Cpu.Gram(rows), [.. Enumerable.Range(0, 24).Select(j => Enumerable.Range(0, 200).Sum(t => rows[t, j]))]);
            return MeanSwaps.Improve(weight, moments, MaskCases.Wanda(weight, moments.Gram, MaskCases.Half));
        }
    }

    [TestMethod]
    public void GroupsKeepTheirCounts()
    {
        var swapped = MeanSwaps.Improve(MaskCases.Weight, MaskCases.Moments, MaskCases.Mask("1100", "0101"), MaskCases.TwoOfFour);
        Assert.IsTrue(Enumerable.Range(0, 2).All(output => swapped.Mask!.KeptOf(output).Length == 2));
    }
}
