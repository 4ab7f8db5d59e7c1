using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests.Statistics;

[TestClass]
public sealed class SecondMomentsTests
{
    [TestMethod]
    public void MeanAndVarianceOfTheKnownTokensAreThePopulationValues()
    {
        var tokens = Matrix.FromRows([1, 2], [3, -1], [0, 1], [2, 2], [4, 0], [1, 1]);
        var moments = new SecondMoments(6, Numerics.Algebra.DenseAlgebra.Cpu.Gram(tokens), [11, 5]);
        MatrixAssert.AreClose([1.833333, 0.833333], moments.Mean(), 1e-6);
        MatrixAssert.AreClose([1.805556, 1.138889], moments.Variance(), 1e-6);
    }

    [TestMethod]
    public void CentredMomentsAreTheMomentsOfCentredData()
    {
        var moments = GoldenCase.Moments;
        var mean = moments.Mean();
        var centred = Matrix.Create(GoldenCase.Rows, 6, (t, j) => GoldenCase.Features[t, j] - mean[j]);
        MatrixAssert.AreClose(Numerics.Algebra.DenseAlgebra.Cpu.Gram(centred), moments.CentredGram(), 1e-12);
        var cross = Numerics.Algebra.DenseAlgebra.Cpu.Multiply(moments.CentredGram(), GoldenCase.Weight);
        MatrixAssert.AreClose(cross, moments.CentredCross(), 1e-12);
    }

    [TestMethod]
    public void WithoutTargetThereIsNoCentredCross() =>
        Assert.ThrowsExactly<InvalidOperationException>(() => new SecondMoments(1, Matrix.Identity(1), [1.0]).CentredCross());
}
