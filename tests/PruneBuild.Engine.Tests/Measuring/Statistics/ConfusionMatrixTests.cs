using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Measuring.Statistics;

[TestClass]
public sealed class ConfusionMatrixTests
{
    [TestMethod]
    public void TwoClassScoresAgreeWithTheirFormulas()
    {
        // TP 6, FN 2, FP 1, TN 3: F1 = 12/15, Matthews = (6·3 − 1·2)/√(7·8·4·5).
        var matrix = Of(2, (1, 1, 6), (1, 0, 2), (0, 1, 1), (0, 0, 3));
        Assert.AreEqual(9, matrix.Right());
        Assert.AreEqual(0.8, matrix.F1(1), 1e-12);
        Assert.AreEqual(16 / Math.Sqrt(7.0 * 8 * 4 * 5), matrix.Matthews(), 1e-12);
    }

    /// <summary>Independent reference: the correlation of the one-hot tables, summed over classes (the definition of R_K).</summary>
    [TestMethod]
    public void ThreeClassMatthewsIsTheCorrelationOfOneHotTables()
    {
        int[] labels = [0, 1, 2, 2, 1, 0, 0, 2], answers = [0, 2, 2, 1, 1, 0, 1, 2];
        var matrix = new ConfusionMatrix(3);
        for (var i = 0; i < labels.Length; i++)
            matrix.Add(labels[i], answers[i]);
        Assert.AreEqual(Covariance(labels, answers) / Math.Sqrt(Covariance(labels, labels) * Covariance(answers, answers)),
            matrix.Matthews(), 1e-12);
    }

    [TestMethod]
    public void OneSidedAnswersHaveNoCorrelation() => Assert.AreEqual(0.0, Of(2, (0, 0, 5), (1, 0, 3)).Matthews());

    [TestMethod]
    public void AbsentClassHasF1Zero() => Assert.AreEqual(0.0, Of(3, (0, 0, 5)).F1(2));

    private static double Covariance(int[] x, int[] y) => Enumerable.Range(0, 3).Sum(k =>
        x.Zip(y).Sum(pair => (One(pair.First, k) - x.Average(v => One(v, k))) * (One(pair.Second, k) - y.Average(v => One(v, k)))));

    private static double One(int value, int k) => value == k ? 1.0 : 0.0;

    private static ConfusionMatrix Of(int classes, params (int Label, int Answer, int Count)[] cells)
    {
        var matrix = new ConfusionMatrix(classes);
        foreach (var (label, answer, count) in cells)
        {
            for (var i = 0; i < count; i++)
                matrix.Add(label, answer);
        }

        return matrix;
    }
}
