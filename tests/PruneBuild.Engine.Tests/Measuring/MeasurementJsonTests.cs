using System.Text.Json;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Measuring;

[TestClass]
public sealed class MeasurementJsonTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void AMeasurementComesBack(bool isDisturbed)
    {
        var latency = new Measurement(
            "latency", new Estimate(4, EstimateKind.Mean, 0.2, 7), new Estimate(2, EstimateKind.Mean, 0.1, 7), 0.6, isDisturbed);

        var json = MeasurementJson.Of(latency).ToJsonString();

        Assert.AreEqual(latency, MeasurementJson.Read("latency", JsonDocument.Parse(json).RootElement));
        Assert.AreEqual(isDisturbed, json.Contains("disturbed", StringComparison.Ordinal), "said where it is so");
    }
}
