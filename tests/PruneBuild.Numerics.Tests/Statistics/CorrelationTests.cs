using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests.Statistics;

[TestClass]
public sealed class CorrelationTests
{
    /// <summary>Anscombe's first set: r = 0.81642.</summary>
    [TestMethod]
    public void PearsonAgreesWithAnscombe()
    {
        double[] x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
        double[] y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        Assert.AreEqual(0.81642, Correlation.Pearson(x, y), 1e-5);
    }

    [TestMethod]
    public void SpearmanSeesOnlyOrder()
    {
        Assert.AreEqual(1.0, Correlation.Spearman([1, 2, 3, 4], [1, 10, 100, 1000]), 1e-12);
        Assert.AreEqual(-1.0, Correlation.Spearman([1, 2, 3], [9, 5, 0]), 1e-12);
    }

    [TestMethod]
    public void ConstantSeriesGoesWithNothing() => Assert.AreEqual(0.0, Correlation.Pearson([1, 1, 1], [1, 2, 3]));

    [TestMethod]
    public void DifferentLengthsAreABug() =>
        Assert.ThrowsExactly<ArgumentException>(() => Correlation.Pearson([1], [1, 2]));
}
