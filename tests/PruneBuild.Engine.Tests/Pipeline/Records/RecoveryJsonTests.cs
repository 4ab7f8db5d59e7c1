using System.Text.Json;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Tests.Pipeline.Records;

[TestClass]
public sealed class RecoveryJsonTests
{
    /// <summary>A training of two families.</summary>
    internal static RecoveryNote Note { get; } = new(
        1, "perp", ["biases", "norms"], 120, 96, 2400, 0.0125, 0.009, TimeSpan.FromMilliseconds(1234.5));

    [TestMethod]
    public void StepsShareLossesAndTimeAreThere() => Assert.AreEqual(
        """{"step":1,"kind":"perp","trained":["biases","norms"],"steps":120,"parameters":96,"modelParameters":2400,"lossBefore":"""
        + """0.0125,"lossAfter":0.009,"milliseconds":1234.5}""",
        RecoveryJson.Of(Note).ToJsonString());

    [TestMethod]
    public void ALossThatIsNoNumberSurvives()
    {
        using var json = JsonDocument.Parse(RecoveryJson.Of(Note with { LossBefore = double.NaN }).ToJsonString());
        var read = RecoveryJson.Read(json.RootElement);
        Assert.IsTrue(double.IsNaN(read.LossBefore));
        Assert.AreEqual(Note, read with { LossBefore = Note.LossBefore });
    }
}
