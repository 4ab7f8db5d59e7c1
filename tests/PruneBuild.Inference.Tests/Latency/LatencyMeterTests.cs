using PruneBuild.Inference.Latency;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Tests.Latency;

[TestClass]
public sealed class LatencyMeterTests
{
    private static readonly Dictionary<string, Tensor> Input = new() { ["x"] = TestModels.Values(1, 2, 4) };

    [TestMethod]
    public void BothModelsRunEquallyOften()
    {
        using var first = TestModels.Open(TestModels.Chain());
        using var second = TestModels.Open(TestModels.Chain());

        var compared = LatencyMeter.Compare(first, second, Input, new LatencySettings(WarmUps: 1, LeastRuns: 9, MostRuns: 9));

        Assert.HasCount(9, compared.First.Milliseconds);
        Assert.HasCount(9, compared.Second.Milliseconds);
        Assert.IsTrue(compared.First.Milliseconds.All(time => time > 0));
        StringAssert.Contains(compared.Machine, "ONNX Runtime 1.");
    }

    [TestMethod]
    public void TimeEndsTheMeasurementButNotBeforeTheLeastRuns()
    {
        using var session = TestModels.Open(TestModels.Chain());

        var compared = LatencyMeter.Compare(
            session, session, Input, new LatencySettings(WarmUps: 0, LeastRuns: 5, MostRuns: 1000, Seconds: 0));

        Assert.HasCount(5, compared.First.Milliseconds);
    }

    [TestMethod]
    public void CancellationEndsIt()
    {
        using var session = TestModels.Open(TestModels.Chain());
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(
            () => LatencyMeter.Compare(session, session, Input, cancellation: cancellation.Token));
    }
}
