using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class MaskSwapsTests
{
    [TestMethod]
    public void GoldenSwapsFromWandasMask()
    {
        var swapped = MaskSwaps.Improve(
            MaskCases.Weight, MaskCases.Gram, MaskCases.Mask("0110", "0011"), MaskCases.TwoOfFour, new SwapOptions(SwapsPerFeature: 1));
        Assert.AreEqual("0011 1001", MaskCases.Words(swapped.Mask));
        Assert.AreEqual(8.98, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, swapped.Weight!), 1e-9);
        double[] errors = LayerError.OfOutputs(MaskCases.Gram, MaskCases.Weight, swapped.Weight!);
        MatrixAssert.AreClose([6.91, 2.07], errors, 1e-9);
    }

    [TestMethod]
    [DataRow("1010", 1.27)]
    [DataRow("1100", 22.08)]
    [DataRow("0011", -8.93)]
    [DataRow("0101", 1.44)]
    public void GoldenSwapsOfTheFirstOutput(string swapped, double change)
    {
        Assert.AreEqual(change, Error(swapped) - Error("0110"), 1e-9);

        static double Error(string first) =>
            LayerError.OfOutputs(MaskCases.Gram, MaskCases.Weight, MaskCases.Mask(first, "0011").Apply(MaskCases.Weight))[0];
    }

    [TestMethod]
    public void TheBestMaskIsLeftAlone()
    {
        var best = MaskCases.Mask("0011", "1001");
        Assert.AreEqual("0011 1001", MaskCases.Words(MaskSwaps.Improve(MaskCases.Weight, MaskCases.Gram, best, MaskCases.TwoOfFour).Mask));
    }

    [TestMethod]
    public void EveryOutputKeepsItsCountAndErrsLess()
    {
        var (weight, gram) = MaskCases.Synthetic(1);
        var start = MaskCases.Wanda(weight, gram, MaskCases.Half);
        var swapped = MaskSwaps.Improve(weight, gram, start);
        var before = LayerError.OfOutputs(gram, weight, start.Apply(weight));
        var after = LayerError.OfOutputs(gram, weight, swapped.Weight!);
        for (var output = 0; output < 32; output++)
        {
            Assert.HasCount(32, swapped.Mask!.KeptOf(output));
            Assert.IsLessThan(before[output], after[output]);
        }
    }

    [TestMethod]
    public void GroupsKeepTheirCounts()
    {
        var (weight, gram) = MaskCases.Synthetic(2);
        var start = MaskCases.Wanda(weight, gram, MaskCases.TwoOfFour);
        var swapped = MaskSwaps.Improve(weight, gram, start, MaskCases.TwoOfFour);
        for (var output = 0; output < 32; output++)
            Assert.IsTrue(swapped.Mask!.KeptOf(output).GroupBy(feature => feature / 4).All(group => group.Count() == 2));
        Assert.IsLessThan(
            0.9 * LayerError.Squared(gram, weight, start.Apply(weight)), LayerError.Squared(gram, weight, swapped.Weight!));
    }

    [TestMethod]
    public void FewCandidatesFindAsGoodAMaskAndThreadsChangeNothing()
    {
        var (weight, gram) = MaskCases.Synthetic(3);
        var start = MaskCases.Wanda(weight, gram, MaskCases.Half);
        var all = MaskSwaps.Improve(weight, gram, start, algebra: new CpuDenseAlgebra(1));
        var again = MaskSwaps.Improve(weight, gram, start, algebra: new CpuDenseAlgebra(3));
        var few = MaskSwaps.Improve(weight, gram, start, options: new SwapOptions(Candidates: 8, SwapsPerFeature: 1));
        MatrixAssert.AreSame(all.Weight, again.Weight);
        Assert.IsLessThan(
            1.1 * LayerError.Squared(gram, weight, all.Weight!), LayerError.Squared(gram, weight, few.Weight!));
    }

    [TestMethod]
    public void AfterAMethodThatChangedWeightsNoOutputErrsMore()
    {
        var (weight, gram) = MaskCases.Synthetic(4);
        foreach (SparsityTarget target in (SparsityTarget[])[MaskCases.Half, MaskCases.TwoOfFour])
            foreach (var start in (PrunedWeights[])[SparseGpt.Prune(weight, gram, target), ExactSurgeon.Prune(weight, gram, target),
                ScheduledAdmm.Prune(weight, gram, target)])
            {
                var tuned = MaskSwaps.ImproveAndRefit(weight, gram, start, 0.01, target as SparsityTarget.Pattern);
                var (before, after) =
                    (LayerError.OfOutputs(gram, weight, start.Weight!), LayerError.OfOutputs(gram, weight, tuned.Weight!));
                for (var output = 0; output < 32; output++)
                {
                    Assert.HasCount(start.Mask!.KeptOf(output).Length, tuned.Mask!.KeptOf(output));
                    Assert.IsLessThanOrEqualTo(before[output], after[output]);
                }

                MatrixAssert.AreSame(tuned.Mask!.Apply(tuned.Weight!), tuned.Weight);
                Assert.IsLessThan(before.Sum(), after.Sum());
            }
    }

    [TestMethod]
    public void AfterAMethodThatChangedNoneTheWeightsStay()
    {
        var (weight, gram) = MaskCases.Synthetic(5);
        var mask = MaskCases.Wanda(weight, gram, MaskCases.Half);
        var start = new PrunedWeights(SolveStatus.Solved, mask.Apply(weight), mask);
        MatrixAssert.AreSame(MaskSwaps.Improve(weight, gram, mask).Weight, MaskSwaps.ImproveAndRefit(weight, gram, start, 0.01).Weight);
    }
}
