using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class FistaTests
{
    [TestMethod]
    public void SoftThresholdsShrink() => MatrixAssert.AreClose(
        Matrix.FromRows([-0.2, 0, 0.4]), Fista.SoftThreshold(Matrix.FromRows([-0.3, 0.05, 0.5]), 0.1), 1e-15);

    [TestMethod]
    public void WithoutShrinkageItFindsTheWeightsAgain()
    {
        var weight = RandomMatrices.Normal(8, 3, seed: 1);
        var gram = RandomMatrices.Gram(60, 8, seed: 2);
        var found = Fista.Minimise(
            gram, DenseAlgebra.Cpu.Multiply(gram, weight), SpectralNorm.Of(gram, DenseAlgebra.Cpu), 0,
            Matrix.Zero(8, 3), 3000, DenseAlgebra.Cpu);
        MatrixAssert.AreClose(weight, found, 1e-8);
    }

    [TestMethod]
    public void AShrinkageOfTheLargestCorrelationLeavesNothing()
    {
        var weight = RandomMatrices.Normal(8, 3, seed: 1);
        var gram = RandomMatrices.Gram(60, 8, seed: 2);
        var right = DenseAlgebra.Cpu.Multiply(gram, weight);
        var largest = right.Values.ToArray().Max(Math.Abs);
        var found = Fista.Minimise(gram, right, SpectralNorm.Of(gram, DenseAlgebra.Cpu), largest, weight, 5000, DenseAlgebra.Cpu);
        MatrixAssert.AreClose(Matrix.Zero(8, 3), found, 1e-9);
    }

    [TestMethod]
    public void ItErrsLessThanTheWandaThatItStartsFrom()
    {
        foreach (SparsityTarget target in (SparsityTarget[])[MaskCases.Half, new SparsityTarget.Share(0.7), MaskCases.TwoOfFour])
        {
            var (weight, gram) = MaskCases.Synthetic(1);
            var mask = MaskCases.Wanda(weight, gram, target);
            var start = new PrunedWeights(SolveStatus.Solved, mask.Apply(weight), mask);
            var pruned = Fista.Prune(weight, gram, target, SelectionScope.Output, start);
            Assert.IsLessThan(
                LayerError.Squared(gram, weight, start.Weight!), LayerError.Squared(gram, weight, pruned.Weight!), $"{target}");
            Assert.AreEqual(mask.KeptCount, pruned.Mask!.KeptCount);
        }
    }

    /// <summary>A lasso alone loses to Wanda here: it is W again, or draws to zero what it keeps.</summary>
    [TestMethod]
    [DataRow(64)]
    [DataRow(4096)]
    public void WhereFeaturesAreNearlyIndependentItErrsLessThanItsStartToo(int rows)
    {
        foreach (SparsityTarget target in (SparsityTarget[])[MaskCases.Half, new SparsityTarget.Share(0.7), MaskCases.TwoOfFour])
        {
            var (weight, gram) = (RandomMatrices.Normal(16, 32, seed: 1), RandomMatrices.Gram(rows, 16, seed: 2));
            var mask = MaskCases.Wanda(weight, gram, target);
            var start = new PrunedWeights(SolveStatus.Solved, mask.Apply(weight), mask);
            var pruned = Fista.Prune(weight, gram, target, SelectionScope.Output, start);
            var (error, before) = (LayerError.Squared(gram, weight, pruned.Weight!), LayerError.Squared(gram, weight, start.Weight!));
            var refit = LayerError.Squared(gram, weight, MaskedLeastSquares.Solve(gram, weight, mask, 0).Weight!);
            Assert.IsLessThan(before, error, $"{target}");
            Assert.IsLessThanOrEqualTo(refit * (1 + 1e-4), error, $"{target}: the mask that it starts from is among those that it fits");
        }
    }

    [TestMethod]
    public void WhatTheMaskKeepsIsNotZero()
    {
        foreach (SparsityTarget target in (SparsityTarget[])[MaskCases.Half, new SparsityTarget.Share(0.7), MaskCases.TwoOfFour])
        {
            foreach (var dead in (bool[])[false, true])
            {
                var (weight, gram) = MaskCases.Synthetic(1);
                gram = dead ? MaskCases.WithoutOddFeatures(gram) : gram;
                var mask = MaskCases.Wanda(weight, gram, target);
                var pruned = Fista.Prune(weight, gram, target, SelectionScope.Output, new(SolveStatus.Solved, mask.Apply(weight), mask));
                Assert.AreEqual(mask.KeptCount, pruned.Mask!.KeptCount);
                var living = pruned.Weight!.Values.ToArray().Count(value => value != 0);
                Assert.AreEqual(mask.KeptCount, living, $"{target}, dead features: {dead}");
            }
        }
    }

    [TestMethod]
    public void TheShrinkageItSettlesOnErrsLessThanEveryPowerOfTen()
    {
        foreach (SparsityTarget target in (SparsityTarget[])[MaskCases.Half, new SparsityTarget.Share(0.7), MaskCases.TwoOfFour])
        {
            var (weight, gram) = MaskCases.Synthetic(1);
            var mask = MaskCases.Wanda(weight, gram, target);
            var start = new PrunedWeights(SolveStatus.Solved, mask.Apply(weight), mask);
            var (right, lipschitz) = (DenseAlgebra.Cpu.Multiply(gram, weight), SpectralNorm.Of(gram, DenseAlgebra.Cpu));
            var powers = Enumerable.Range(-5, 6).Min(power =>
            {
                var solution = Fista.Minimise(
                    gram, right, lipschitz, Math.Pow(10, power) * WeightScores.Magnitude(right).Values.ToArray().Max(),
                    start.Weight!, 20, DenseAlgebra.Cpu);
                return LayerError.Squared(
                    gram, weight,
                    MaskSelection.RemoveSmallest(WeightScores.Magnitude(solution), target, SelectionScope.Output)!.Apply(solution));
            });

            Assert.IsLessThan(
                powers, LayerError.Squared(gram, weight, Fista.Prune(weight, gram, target, SelectionScope.Output, start).Weight!),
                $"{target}");
        }
    }
}
