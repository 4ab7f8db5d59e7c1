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
    public void GoldenCaseWithInterceptGivesTheKnownErrorAndBias()
    {
        var refit = LeastSquares.SolveWithIntercept(GoldenCase.Moments, GoldenCase.Kept, ridge: 0.0);
        var error = OutputError.Squared(GoldenCase.Moments, GoldenCase.Weight, GoldenCase.Kept, refit.Weight!, refit.Intercept);
        Assert.AreEqual(4.3540170, error, 1e-7);
        MatrixAssert.AreClose([0.121171, -0.187284, 0.298404], [.. refit.Intercept!.Zip(GoldenCase.Bias, (c, b) => c + b)], 1e-6);
    }

    [TestMethod]
    public void CrossMomentsOfTheOwnOutputGiveTheChannelRefit()
    {
        var gram = RandomMatrices.Gram(90, 25, seed: 1);
        var weight = RandomMatrices.Normal(25, 7, seed: 2);
        int[] kept = [1, 2, 5, 8, 13, 21];
        var expected = KeptChannelRefit.Solve(gram, weight, kept, ridge: 3.0);
        MatrixAssert.AreClose(expected.Weight!, LeastSquares.Solve(gram, Algebra.Multiply(gram, weight), kept, 3.0, weight).Weight, 1e-12);
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
                OutputError.Squared(moments, weight, kept, with.Weight!, with.Intercept));
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

    private static SecondMoments MomentsOf(Matrix features) => new(
        features.Rows,
        Algebra.Gram(features),
        [.. Enumerable.Range(0, features.Columns).Select(j => Enumerable.Range(0, features.Rows).Sum(i => features[i, j]))]);
}
