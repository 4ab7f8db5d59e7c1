using PruneBuild.Pruning.Methods.MutualInformation;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.MutualInformation;

[TestClass]
public sealed class PairwiseInformationTests
{
    [TestMethod]
    public void AgreesWithTheKernelsOneByOne()
    {
        var units = Units(5, 30);
        var pairwise = PairwiseInformation.Of(units, 0.6);

        for (var k = 0; k < units.Length; k++)
        {
            for (var l = 0; l < units.Length; l++)
            {
                var (left, right) = (RenyiInformation.Kernel(units[k][0], 0.6), RenyiInformation.Kernel(units[l][0], 0.6));
                if (k != l)
                    Close.AreClose(RenyiInformation.Information(left, right, 2), pairwise.Information(k, l), 1e-9, floor: 1);
                else
                    Close.AreClose(RenyiInformation.Entropy(left, 2), pairwise.Entropy(k), 1e-9);
            }
        }
    }

    [TestMethod]
    public void MoreSamplesThanOnePieceHolds()
    {
        var units = Units(3, 120);
        var (left, right) = (RenyiInformation.Kernel(units[0][0], 0.5), RenyiInformation.Kernel(units[2][0], 0.5));

        Close.AreClose(RenyiInformation.Information(left, right, 2), PairwiseInformation.Of(units, 0.5).Information(0, 2), 1e-9, floor: 1);
    }

    [TestMethod]
    public void WhatIsUnsharedIsNeverNegative()
    {
        var pairwise = PairwiseInformation.Of(Units(6, 40), 0.3);

        for (var k = 0; k < 6; k++)
            Assert.IsTrue(Enumerable.Range(0, 6).All(l => pairwise.Unshared(k, l) >= 0));
    }

    internal static double[][][] Units(int count, int samples) =>
        [.. Enumerable.Range(0, count).Select(unit => new[] { Array.ConvertAll(SeededValues.Floats(unit + 1, samples), value => (double)value * 1.7) })];
}
