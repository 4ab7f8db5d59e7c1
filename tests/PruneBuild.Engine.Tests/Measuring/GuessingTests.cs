using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Measuring;

[TestClass]
public sealed class GuessingTests
{
    [TestMethod]
    [DataRow(400, 400, false, DisplayName = "a coin")]
    [DataRow(780, 20, false, DisplayName = "mostly the same class")]
    [DataRow(0, 800, false, DisplayName = "the other way round")]
    [DataRow(600, 600, true, DisplayName = "three quarters right")]
    public void AClassifierMustKnowItsRecords(int rightOfFirst, int rightOfSecond, bool knows)
    {
        var score = new ClassificationScore(2);
        for (var record = 0; record < 800; record++)
        {
            score.Add(record < rightOfFirst ? [1, 0] : [0, 1], 0);
            score.Add(record < rightOfSecond ? [0, 1] : [1, 0], 1);
        }

        var told = Guessing.Told([Of(MetricCatalog.Accuracy, score.Accuracy()), Of(MetricCatalog.Matthews, score.Matthews())], 2);
        Assert.AreEqual(knows, told is null, told?.Message);
        if (told is not null)
            StringAssert.Contains(told.Message, "'matthews'");
    }

    [TestMethod]
    [DataRow(299.0, false)]
    [DataRow(300.0, true)]
    public void ALanguageModelMustBeLessSurprisedThanByAnyToken(double perplexity, bool guesses) => Assert.AreEqual(
        guesses, Guessing.Told([Of(MetricCatalog.Perplexity, new(perplexity, EstimateKind.Exponential, 0.1, 5000))], 300) is not null);

    [TestMethod]
    public void ThreeRecordsTellNothing()
    {
        var score = new ClassificationScore(2);
        for (var record = 0; record < 3; record++)
            score.Add([1, 0], 1);
        Assert.IsNull(Guessing.Told([Of(MetricCatalog.Matthews, score.Matthews())], 2));
    }

    [TestMethod]
    public void ComparisonsOfTheTwoModelsTellNothing() =>
        Assert.IsNull(Guessing.Told([new(MetricCatalog.Agreement.Name, null, Estimate.Share(0, 100))], 2));

    private static Measurement Of(Metric metric, Estimate original) => new(metric.Name, original, original);
}
