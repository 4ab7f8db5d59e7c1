using PruneBuild.Engine.Reporting.Benches;
using PruneBuild.Inference.Latency;

namespace PruneBuild.Engine.Tests.Reporting.Benches;

[TestClass]
public sealed class BenchTextTests
{
    private static readonly LatencyDistribution two = Times(2.0, 2.1, 30);

    [TestMethod]
    public void AFactorComesWithTheOneThatIsProven() => Assert.AreEqual(
        "2.05× faster, at least 2.00× (rank test, 95 %, 60 runs each)", Verdict(two, Times(1.0, 1.0, 30)));

    [TestMethod]
    public void AVerdictOnABusyMachineIsDoubtful() =>
        StringAssert.EndsWith(Verdict(two, Times(0.5, 1.8, 30)), "; the machine was busy, so do not trust it");

    private static string Verdict(LatencyDistribution first, LatencyDistribution second) =>
        BenchText.Verdict(new LatencyComparison(first, second, "machine"));

    /// <summary>So many runs of each time.</summary>
    private static LatencyDistribution Times(double one, double other, int runs) =>
        new([.. Enumerable.Repeat(one, runs), .. Enumerable.Repeat(other, runs)]);
}
