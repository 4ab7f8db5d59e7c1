using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.Kcm;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Kcm;

[TestClass]
public sealed class RepresentativeRankingTests
{
    private static readonly Matrix weights = Matrix.Create(6, 4, (i, j) => Math.Sin((1.3 * i) + (0.7 * j) + 0.4));

    [TestMethod]
    public void OneIterationIsTheGoldenOne() => Close.AreClose(
        [0.252709, 0.297258, 0.328715, 0.328738, 0.297485, 0.252699],
        RepresentativeRanking.Scores(RepresentativeRanking.Kernel(weights, 1), 0, 1), 2e-6);

    [TestMethod]
    public void ThePublishedStoppingRuleIsMetByItsFirstValue()
    {
        // (ΣC₁ − ΣC₀)/ΣC₀ of C₀ = 1/N is negative, so at most α at once: the rule is read with absolute values here.
        var kernel = RepresentativeRanking.Kernel(weights, 1);
        var sum = Enumerable.Range(0, 6).Sum(i => kernel.Row(i).ToArray().Sum(k => Math.Sqrt(k / (6 * kernel.Row(i).ToArray().Sum()))));

        Assert.AreEqual(-0.161480, (sum - 6) / 6, 1e-6);
        CollectionAssert.AreNotEqual(RepresentativeRanking.Scores(kernel, 0.01, 1), RepresentativeRanking.Scores(kernel, 0.01, 20));
    }

    [TestMethod]
    public void SixIterationsAreTheGoldenOnes() => Close.AreClose(
        [0.469001, 0.861314, 0.896281, 0.896087, 0.862117, 0.468736],
        RepresentativeRanking.Scores(RepresentativeRanking.Kernel(weights, 1), 0, 6), 2e-6);

    [TestMethod]
    public void TheOtherReadingOfTheKernelIsAnotherWidth()
    {
        // exp(−d²) is exp(−d²/(2σ²)) with σ² = 1/2.
        var kernel = RepresentativeRanking.Kernel(weights, Math.Sqrt(0.5));

        Close.AreClose([0.280750, 0.367323, 0.386096, 0.386040, 0.367673, 0.280708], RepresentativeRanking.Scores(kernel, 0, 1), 2e-6);
        Close.AreClose([0.554852, 0.975494, 0.980485, 0.980463, 0.975687, 0.554563], RepresentativeRanking.Scores(kernel, 0, 7), 2e-6);
    }

    [TestMethod]
    public void ScoresLieBetweenZeroAndOne()
    {
        var scores = RepresentativeRanking.Scores(RepresentativeRanking.Kernel(weights, 0.3), 1e-9, 200);

        Assert.IsTrue(scores.All(score => score is > 0 and <= 1 + 1e-9));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(20)]
    public void ACopyLowersBothScores(int iterations)
    {
        var doubled = Matrix.Create(7, 4, (i, j) => weights[i == 6 ? 2 : i, j]);

        var before = RepresentativeRanking.Scores(RepresentativeRanking.Kernel(weights, 1), 0, iterations);
        var after = RepresentativeRanking.Scores(RepresentativeRanking.Kernel(doubled, 1), 0, iterations);

        Assert.IsLessThan(before[2], after[2]);
        Assert.AreEqual(after[2], after[6], 1e-12);
    }

    [TestMethod]
    public void RowsThatAreFarApartAreAllExtreme()
    {
        // exp(-10,000) is zero.
        var rows = Matrix.Create(16, 16, (i, j) => i == j ? 100 : 0);

        var scores = RepresentativeRanking.Scores(RepresentativeRanking.Kernel(rows, 1), 0, 20);

        foreach (var score in scores)
            Assert.AreEqual(1, score, 1e-3);
    }
}
