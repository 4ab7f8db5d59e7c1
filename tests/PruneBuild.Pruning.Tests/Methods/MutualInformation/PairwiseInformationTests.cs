using PruneBuild.Pruning.Methods.MutualInformation;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.MutualInformation;

[TestClass]
public sealed class PairwiseInformationTests
{
    private static readonly double[] sines = [.. Enumerable.Range(0, 8).Select(i => Math.Sin(i))];
    private static readonly double[] cosines = [.. Enumerable.Range(0, 8).Select(i => Math.Cos(i))];

    [TestMethod]
    [DataRow(0.5, 0.7646470, 1.3799604, 1.6150606)]
    [DataRow(1.0, 0.1449525, 0.6843043, 0.9168452)]
    public void TheReferenceGivesTheGoldenInformation(double bandwidth, double cross, double self, double copy)
    {
        Assert.AreEqual(cross, Information(sines, cosines, bandwidth), 1e-6);
        Assert.AreEqual(self, Information(sines, sines, bandwidth), 1e-6);
        Assert.AreEqual(copy, Information(sines, Array.ConvertAll(sines, x => (2 * x) + 1), bandwidth), 1e-6);
    }

    [TestMethod]
    public void TheReferenceGivesTheGoldenEntropy()
    {
        Assert.AreEqual(1.6991945, RenyiInformation.Entropy(RenyiInformation.Kernel(sines, 0.5), 1.01), 1e-6);
        Assert.AreEqual(1.6962016, RenyiInformation.Entropy(RenyiInformation.Kernel(cosines, 0.5), 1.01), 1e-6);
    }

    [TestMethod]
    public void ToTheReferenceAConstantSaysNothing() =>
        Assert.AreEqual(0, RenyiInformation.Entropy(RenyiInformation.Kernel(new double[8], 1), 1.01), 1e-6);

    [TestMethod]
    [DataRow(0.5)]
    [DataRow(1.0)]
    public void SinesAndCosinesShareWhatTheReferenceFindsByEigenvalues(double bandwidth)
    {
        var pairwise = PairwiseInformation.Of([[sines], [cosines]], bandwidth);

        Assert.AreEqual(Information(sines, cosines, bandwidth, 2 + 1e-9), pairwise.Information(0, 1), 1e-6);
        Assert.AreEqual(RenyiInformation.Entropy(RenyiInformation.Kernel(sines, bandwidth), 2 + 1e-9), pairwise.Entropy(0), 1e-6);
    }

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
        [.. Enumerable.Range(0, count)
            .Select(unit => new[] { Array.ConvertAll(SeededValues.Floats(unit + 1, samples), value => (double)value * 1.7) })];

    private static double Information(double[] left, double[] right, double bandwidth, double order = 1.01) =>
        RenyiInformation.Information(RenyiInformation.Kernel(left, bandwidth), RenyiInformation.Kernel(right, bandwidth), order);
}
