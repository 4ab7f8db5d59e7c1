using PruneBuild.Numerics.Elimination;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;

namespace PruneBuild.Numerics.Tests.Elimination;

[TestClass]
public sealed class OptimalBrainSurgeonTests
{
    [TestMethod]
    public void GoldenCaseGivesTheKnownScores()
    {
        var problem = new EliminationProblem(GoldenCase.Gram, GoldenCase.Weight, UnitLayout.Blocks(6, 1));
        MatrixAssert.AreClose(
            [0.438806, 0.090145, 0.055110, 0.065795, 0.275265, 1.126290],
            [.. OptimalBrainSurgeon.Scores(problem, ridgePerDiagonal: 0.0).Scores!],
            1e-6);
    }

    [TestMethod]
    public void GoldenCaseBlockOfTwoGivesTheKnownScore()
    {
        var problem = new EliminationProblem(GoldenCase.Gram, GoldenCase.Weight, UnitLayout.Of(6, [[1, 4], [0], [2, 3, 5]]));
        Assert.AreEqual(4.3573926, OptimalBrainSurgeon.Scores(problem, ridgePerDiagonal: 0.0).Scores![0], 1e-7);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(8)]
    public void ScoresAreTheTrueRiseOfTheError(int width)
    {
        var problem = new EliminationProblem(
            RandomMatrices.Gram(80, 24, seed: 1), RandomMatrices.Normal(24, 5, seed: 2), UnitLayout.Blocks(24 / width, width));
        var scores = OptimalBrainSurgeon.Scores(problem, ridgePerDiagonal: 0.0).Scores!;
        for (var unit = 0; unit < scores.Count; unit++)
        {
            int[] kept = problem.Units.KeptFeatures(Enumerable.Range(0, scores.Count).Where(other => other != unit));
            var refit = KeptChannelRefit.Solve(problem.Gram, problem.Weight, kept, ridge: 0.0);
            Assert.AreEqual(OutputError.Squared(problem.Gram, problem.Weight, kept, refit.Weight!), scores[unit], 1e-9);
        }
    }

    [TestMethod]
    public void NonFiniteInputIsAStatus()
    {
        var problem = new EliminationProblem(
            Matrix.FromDiagonal([1.0, double.NaN]), Matrix.FromRows([1.0], [1.0]), UnitLayout.Blocks(2, 1));
        var saliency = OptimalBrainSurgeon.Scores(problem, ridgePerDiagonal: 0.01);
        Assert.AreEqual(SolveStatus.NotFinite, saliency.Status);
        Assert.IsFalse(saliency.IsSolved);
    }
}
