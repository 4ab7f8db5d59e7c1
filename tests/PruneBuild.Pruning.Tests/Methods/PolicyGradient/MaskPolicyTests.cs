using PruneBuild.Pruning.Methods.PolicyGradient;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.PolicyGradient;

[TestClass]
public sealed class MaskPolicyTests
{
    private static readonly double[] ones = [1, 1, 1, 1, 1, 1];

    [TestMethod]
    public void ProjectionIsTheGoldenOne() => Close.AreClose(
        [1, 0.7875, 0.1875, 0.6375, 0, 0.3875], MaskPolicy.Project([1.2, 0.9, 0.3, 0.75, -0.1, 0.5], ones, 3), 1e-9);

    [TestMethod]
    public void ProjectionMeetsABudgetOfPrices()
    {
        double[] prices = [64, 1, 1, 64, 2, 1];

        var projected = MaskPolicy.Project([0.9, 0.9, 0.2, 0.8, 0.7, 0.1], prices, 80);

        Assert.AreEqual(80, projected.Zip(prices, (s, price) => s * price).Sum(), 1e-6);
        Assert.IsTrue(projected.All(s => s is >= 0 and <= 1));
    }

    [TestMethod]
    public void WhatMeetsTheBudgetIsLeftAlone() =>
        Close.AreClose([0.1, 0.2, 0.0], MaskPolicy.Project([0.1, 0.2, -0.3], [1, 1, 1], 3), 1e-12);

    [TestMethod]
    public void FirstProbabilitiesAreTheGoldenOnes() => Close.AreClose(
        [0.461997, 0.673454, 0.525871, 1.011989, 0.826689], MaskPolicy.FromMetric([0.1, 0.4, 0.2, 0.9, 0.6], 0.7), 1e-6);

    [TestMethod]
    public void DirectionIsOnAverageTheGradientTimesTheRoot()
    {
        // L(m) = 3·m₀ − m₁ + 2·m₀·m₁: ∂E/∂s₀ = 3 + 2·s₁, ∂E/∂s₁ = −1 + 2·s₀. Over all pairs of masks, weighted by their probability, the
        // direction with the pair's mean as baseline is the gradient times √(s(1−s)).
        double[] s = [0.3, 0.6];
        bool[][] masks = [[false, false], [false, true], [true, false], [true, true]];
        var sum = new double[2];
        foreach (var left in masks)
        {
            foreach (var right in masks)
            {
                double[] losses = [Loss(left), Loss(right)];
                var direction = MaskPolicy.Direction(s, [left, right], losses, losses.Average());
                for (var unit = 0; unit < 2; unit++)
                    sum[unit] += Probability(left) * Probability(right) * direction[unit];
            }
        }

        Close.AreClose([(3 + (2 * 0.6)) * Math.Sqrt(0.3 * 0.7), (-1 + (2 * 0.3)) * Math.Sqrt(0.6 * 0.4)], sum, 1e-5);

        static double Loss(bool[] m) => (m[0] ? 3 : 0) - (m[1] ? 1 : 0) + (m[0] && m[1] ? 2 : 0);

        double Probability(bool[] m) => m.Select((on, unit) => on ? s[unit] : 1 - s[unit]).Aggregate(1.0, (product, p) => product * p);
    }

    [TestMethod]
    public void HardMasksFitTheBudget()
    {
        double[] prices = [2, 1, 1, 2];

        CollectionAssert.AreEqual(new[] { false, true, false, true }, MaskPolicy.Hard([0.1, 0.9, 0.2, 0.8], prices, 3.5));
    }
}
