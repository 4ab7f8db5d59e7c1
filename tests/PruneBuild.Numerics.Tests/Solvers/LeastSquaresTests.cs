using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests.Solvers;

[TestClass]
public sealed class LeastSquaresTests
{
    private static readonly IDenseAlgebra Algebra = DenseAlgebra.Cpu;

    [TestMethod]
    public void GoldenCaseGivesTheKnownRowsAndError()
    {
        var refit = OwnOutput(GoldenCase.Gram, GoldenCase.Weight, GoldenCase.Kept, ridge: 0.0);
        var expected = Matrix.FromRows(
            [-0.056535, 0.415764, 0.901576],
            [-1.964721, -1.493876, 0.258784],
            [-0.829226, -1.769187, -0.414604],
            [0.974827, -1.153525, -0.553150]);
        MatrixAssert.AreClose(expected, refit.Weight, 1e-6);
        Assert.AreEqual(4.3573926, OutputError.Squared(GoldenCase.Gram, GoldenCase.Weight, GoldenCase.Kept, refit.Weight!), 1e-7);
        Assert.AreEqual(0.0, refit.Ridge);
    }

    [TestMethod]
    public void GoldenCaseWithInterceptGivesTheKnownErrorAndBias()
    {
        var refit = LeastSquares.SolveWithIntercept(GoldenCase.Moments, GoldenCase.Kept, ridge: 0.0);
        var error = OutputError.Squared(GoldenCase.Features, GoldenCase.Weight, GoldenCase.Kept, refit.Weight!, refit.Intercept!);
        Assert.AreEqual(4.3540170, error, 1e-7);
        MatrixAssert.AreClose([0.121171, -0.187284, 0.298404], [.. refit.Intercept!.Zip(GoldenCase.Bias, (c, b) => c + b)], 1e-6);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(10.0)]
    public void KeepingEveryFeatureReturnsTheOriginalWeight(double ridge)
    {
        var gram = RandomMatrices.Gram(100, 30, seed: 1);
        var weight = RandomMatrices.Normal(30, 8, seed: 2);
        MatrixAssert.AreClose(weight, OwnOutput(gram, weight, [.. Enumerable.Range(0, 30)], ridge).Weight, 1e-10);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(1.0)]
    [DataRow(1e4)]
    public void RefitIsNeverWorseThanSlicing(double ridge)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var gram = RandomMatrices.Gram(60, 20, seed);
            var weight = RandomMatrices.Normal(20, 5, seed + 100);
            int[] kept = [.. Enumerable.Range(0, 20).Where(j => (j + seed) % 4 != 0)];
            var refit = OwnOutput(gram, weight, kept, ridge);
            var sliced = OutputError.Squared(gram, weight, kept, weight.SelectRows(kept));
            Assert.IsLessThanOrEqualTo(sliced, OutputError.Squared(gram, weight, kept, refit.Weight!));
        }
    }

    [TestMethod]
    public void AHugeRidgeLeavesTheSurvivingWeightsAlone()
    {
        var refit = OwnOutput(GoldenCase.Gram, GoldenCase.Weight, GoldenCase.Kept, ridge: 1e12);
        MatrixAssert.AreClose(GoldenCase.Weight.SelectRows(GoldenCase.Kept), refit.Weight, 1e-9);
    }

    [TestMethod]
    public void TwinsShareTheLoadOfAThird()
    {
        var feature = RandomMatrices.Normal(50, 1, seed: 5);
        var gram = Algebra.Gram(Matrix.Create(50, 3, (i, _) => feature[i, 0]));
        var refit = OwnOutput(gram, Matrix.FromRows([1.0], [2.0], [3.0]), [0, 1], ridge: 1e-6);
        MatrixAssert.AreClose(Matrix.FromRows([2.5], [3.5]), refit.Weight, 1e-5);
    }

    [TestMethod]
    public void ADeadKeptFeatureKeepsItsRow()
    {
        var refit = OwnOutput(Matrix.FromDiagonal([2.0, 0.0, 4.0]), Matrix.FromRows([1.0], [7.0], [3.0]), [0, 1], ridge: 0.0);
        MatrixAssert.AreClose(Matrix.FromRows([1.0], [7.0]), refit.Weight, 1e-15);
    }

    [TestMethod]
    public void OneFeatureIsScaledToTheWholeOutput()
    {
        var refit = OwnOutput(Matrix.FromRows([4.0, 2.0], [2.0, 9.0]), Matrix.FromRows([1.0], [1.0]), [0], ridge: 0.0);
        Assert.AreEqual(1.5, refit.Weight![0, 0]);
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.NegativeInfinity)]
    public void NonFiniteInputIsAStatus(double value)
    {
        var ones = Matrix.FromRows([1.0], [1.0]);
        Assert.AreEqual(SolveStatus.NotFinite, LeastSquares.Solve(Matrix.FromDiagonal([1.0, value]), ones, [0, 1], ridge: 1.0).Status);
        Assert.AreEqual(
            SolveStatus.NotFinite, LeastSquares.Solve(Matrix.Identity(2), ones, [0], ridge: 0.0, Matrix.FromRows([value], [1.0])).Status);
    }

    [TestMethod]
    public void KeptListsThatBreakTheRuleThrow()
    {
        foreach (int[] kept in new int[][] { [], [1, 1], [2, 1], [-1], [6] })
            Assert.ThrowsExactly<ArgumentException>(() => LeastSquares.Solve(GoldenCase.Gram, GoldenCase.Gram, kept, ridge: 0.0));
    }

    [TestMethod]
    public void ATargetFromAnotherNetworkIsMetAsWellAsPossible()
    {
        var features = RandomMatrices.Normal(80, 10, seed: 3);
        var target = RandomMatrices.Normal(80, 4, seed: 4);
        int[] kept = [0, 3, 4, 9];
        var refit = LeastSquares.Solve(Algebra.Gram(features), Algebra.TransposedMultiply(features, target), kept, ridge: 0.0);
        var keptFeatures = features.SelectColumns(kept);
        var residual = target.Subtract(Algebra.Multiply(keptFeatures, refit.Weight!));
        MatrixAssert.AreClose(Matrix.Zero(4, 4), Algebra.TransposedMultiply(keptFeatures, residual), 1e-11);
    }

    [TestMethod]
    public void WithoutAnchorTheRidgePullsToZero()
    {
        var refit = LeastSquares.Solve(Matrix.FromRows([1.0]), Matrix.FromRows([3.0]), [0], ridge: 2.0);
        Assert.AreEqual(1.0, refit.Weight![0, 0], 1e-15);
    }

    [TestMethod]
    public void TwinsRaiseTheRidgeAndReportIt()
    {
        var feature = RandomMatrices.Normal(50, 1, seed: 5);
        var gram = Algebra.Gram(Matrix.Create(50, 2, (i, _) => feature[i, 0]));
        var weight = Matrix.FromRows([1.0], [2.0]);
        var refit = LeastSquares.Solve(gram, Algebra.Multiply(gram, weight), [0, 1], ridge: 0.0, weight);
        Assert.AreEqual(SolveStatus.Solved, refit.Status);
        Assert.AreEqual(LeastSquares.FirstRidgePerDiagonal * gram[0, 0], refit.Ridge, 1e-15);
        MatrixAssert.AreClose(weight, refit.Weight, 1e-6);
    }

    [TestMethod]
    public void AMatrixThatIsNoGramMatrixIsAStatusInTheEnd()
    {
        var refit = LeastSquares.Solve(Matrix.FromRows([1.0, 9.0], [9.0, 1.0]), Matrix.FromRows([1.0], [1.0]), [0, 1], ridge: 0.0);
        Assert.AreEqual(SolveStatus.NotPositiveDefinite, refit.Status);
        Assert.IsNull(refit.Weight);
        Assert.IsGreaterThanOrEqualTo(1.0, refit.Ridge);
    }

    [TestMethod]
    public void OnlyDeadFeaturesReturnTheAnchor()
    {
        var anchor = Matrix.FromRows([1.0], [2.0]);
        var refit = LeastSquares.Solve(Matrix.Zero(2, 2), Matrix.Zero(2, 1), [0, 1], ridge: 0.0, anchor);
        MatrixAssert.AreSame(anchor, refit.Weight);
    }

    [TestMethod]
    public void AnInfiniteCrossMomentIsAStatus()
    {
        var refit = LeastSquares.Solve(Matrix.FromRows([1.0]), Matrix.FromRows([double.PositiveInfinity]), [0], ridge: 0.0);
        Assert.AreEqual(SolveStatus.NotFinite, refit.Status);
    }

    [TestMethod]
    public void AnOverflowingSolutionIsAStatus()
    {
        var refit = LeastSquares.Solve(Matrix.FromRows([1e-200]), Matrix.FromRows([1e200]), [0], ridge: 0.0);
        Assert.AreEqual(SolveStatus.NotFinite, refit.Status);
    }

    [TestMethod]
    public void InterceptIsNeverWorseThanNone()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var features = Matrix.FromRowMajor(70, 12, RandomMatrices.Normal(70, 12, seed).Values.ToArray().Select(x => x + 1.0).ToArray());
            var weight = RandomMatrices.Normal(12, 3, seed + 50);
            var moments = MomentsOf(features).WithTargetOf(weight);
            int[] kept = [0, 1, 4, 7, 8, 11];
            var without = LeastSquares.Solve(moments.Gram, moments.Cross!, kept, ridge: 0.0);
            var with = LeastSquares.SolveWithIntercept(moments, kept, ridge: 0.0);
            Assert.IsLessThanOrEqualTo(
                OutputError.Squared(moments.Gram, weight, kept, without.Weight!),
                OutputError.Squared(features, weight, kept, with.Weight!, with.Intercept!));
        }
    }

    [TestMethod]
    public void AConstantFeatureKeepsItsRowAndTheInterceptPaysForIt()
    {
        var varying = RandomMatrices.Normal(40, 1, seed: 6);
        var features = Matrix.Create(40, 3, (i, j) => j == 1 ? 0.1 : varying[i, 0] + (j * 0.5 * i));
        var weight = Matrix.FromRows([1.0], [5.0], [2.0]);
        var moments = MomentsOf(features).WithTargetOf(weight);
        var refit = LeastSquares.SolveWithIntercept(moments, [0, 1, 2], ridge: 0.0, weight);
        MatrixAssert.AreClose(weight, refit.Weight, 1e-9);
        Assert.AreEqual(0.0, refit.Intercept![0], 1e-9);
    }

    /// <summary>The refit to what the layer itself puts out.</summary>
    private static Refit OwnOutput(Matrix gram, Matrix weight, int[] kept, double ridge) =>
        LeastSquares.Solve(gram, Algebra.Multiply(gram, weight), kept, ridge, weight);

    private static SecondMoments MomentsOf(Matrix features) => new(
        features.Rows,
        Algebra.Gram(features),
        [.. Enumerable.Range(0, features.Columns).Select(j => Enumerable.Range(0, features.Rows).Sum(i => features[i, j]))]);
}
