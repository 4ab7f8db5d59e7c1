using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class WeightScoresTests
{
    [TestMethod]
    public void GoldenWandaScores() => MatrixAssert.AreClose(
        MaskCases.Outputs([1.697056, 3.439477, 3.464102, 3.394113], [0.848528, 1.322876, 1.385641, 8.485281]),
        WeightScores.Wanda(MaskCases.Weight, MaskCases.Gram.Diagonal()), 1e-5);

    [TestMethod]
    public void GoldenRelativeImportance() => MatrixAssert.AreClose(
        MaskCases.Outputs([1.481579, 1.929946, 2.350132, 1.248407], [0.812867, 0.858471, 1.015257, 3.537154]),
        WeightScores.RelativeImportance(MaskCases.Weight, MaskCases.Gram.Diagonal()), 1e-5);

    [TestMethod]
    public void GoldenMasksAndErrors()
    {
        AssertMask("0110 0011", 19.81, MaskCases.Wanda(MaskCases.Weight, MaskCases.Gram, MaskCases.TwoOfFour));
        AssertMask("1100 0101", 40.08, MaskCases.Magnitude(MaskCases.Weight, MaskCases.TwoOfFour));
        AssertMask("1100 0101", 40.08, MaskCases.Magnitude(MaskCases.Weight, MaskCases.Half));
        AssertMask("0111 0001", 6.69, MaskCases.Wanda(MaskCases.Weight, MaskCases.Gram, MaskCases.Half, SelectionScope.Layer));
        AssertMask("0110 0011", 19.81, MaskSelection.RemoveSmallest(
            WeightScores.RelativeImportance(MaskCases.Weight, MaskCases.Gram.Diagonal()), MaskCases.TwoOfFour, SelectionScope.Layer)!);
        MatrixAssert.AreClose([37.92, 2.16], Errors(MaskCases.Magnitude(MaskCases.Weight, MaskCases.TwoOfFour)), 1e-9);
        MatrixAssert.AreClose([15.84, 3.97], Errors(MaskCases.Wanda(MaskCases.Weight, MaskCases.Gram, MaskCases.TwoOfFour)), 1e-9);
        Assert.AreEqual(114.44, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, Matrix.Zero(4, 2)), 1e-9);
        MatrixAssert.AreClose([2 / 3.0, 5 / 6.0, 2, 2], MaskCases.Moments.Mean(), 1e-12);

        static double[] Errors(WeightMask mask) => LayerError.OfOutputs(MaskCases.Gram, MaskCases.Weight, mask.Apply(MaskCases.Weight));
    }

    [TestMethod]
    public void GoldenMasksWhereAllAgree()
    {
        var (weight, gram) = (MaskCases.AgreeingWeight, MaskCases.AgreeingGram);
        foreach (var scores in (Matrix[])[
            WeightScores.Magnitude(weight), WeightScores.Wanda(weight, gram.Diagonal()),
            WeightScores.RelativeImportance(weight, gram.Diagonal())])
        {
            var mask = MaskSelection.RemoveSmallest(scores, MaskCases.TwoOfFour, SelectionScope.Output)!;
            Assert.AreEqual("1010 0101", MaskCases.Words(mask));
            Assert.AreEqual(1.84, LayerError.Squared(gram, weight, mask.Apply(weight)), 1e-9);
        }

        foreach (var pruned in (PrunedWeights[])[
            ExactSurgeon.Prune(weight, gram, MaskCases.TwoOfFour), ScheduledAdmm.Prune(weight, gram, MaskCases.TwoOfFour),
            Alps.Prune(weight, gram, MaskCases.TwoOfFour)])
            Assert.AreEqual("1010 0101", MaskCases.Words(pruned.Mask));
    }

    [TestMethod]
    public void WandaDoesNotSeeTheScaleOfAFeatureAndMagnitudeDoes()
    {
        var (weight, gram) = MaskCases.Synthetic(5);
        var scaled = Matrix.Create(64, 32, (i, o) => weight[i, o] / (i + 1));
        var rescaled = Matrix.Create(64, 64, (i, j) => gram[i, j] * (i + 1) * (j + 1));
        Assert.AreEqual(
            MaskCases.Words(MaskCases.Wanda(weight, gram, MaskCases.Half)),
            MaskCases.Words(MaskCases.Wanda(scaled, rescaled, MaskCases.Half)));
        Assert.AreNotEqual(
            MaskCases.Words(MaskCases.Magnitude(weight, MaskCases.Half)), MaskCases.Words(MaskCases.Magnitude(scaled, MaskCases.Half)));
    }

    [TestMethod]
    public void AnEmptyFeatureHasNoRelativeImportanceAndNoNaN()
    {
        var scores = WeightScores.RelativeImportance(Matrix.FromRows([0, 0], [1, 2]), [1, 1]);
        Assert.AreEqual(0, scores[0, 0]);
        Assert.IsTrue(scores.IsFinite);
    }

    private static void AssertMask(string words, double error, WeightMask mask)
    {
        Assert.AreEqual(words, MaskCases.Words(mask));
        Assert.AreEqual(error, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, mask.Apply(MaskCases.Weight)), 1e-9);
    }
}
