using System.Text.Json.Nodes;
using PruneBuild.Engine.Reporting.Runs;

namespace PruneBuild.Engine.Tests.Reporting.Runs;

[TestClass]
public sealed class ReportJsonTests
{
    [TestMethod]
    public void SaysWhatTheResultDependsOn()
    {
        var report = ReportJson.Of(ResultLineTests.Outcome("accuracy: { min: 0.80 }"));
        Assert.AreEqual(7, (int)report["seed"]!);
        Assert.AreEqual("cpu-x64", (string?)report["device"]);
        Assert.AreEqual("0.1.0", (string?)report["engine"]);
        Assert.IsTrue(
            JsonNode.DeepEquals(JsonNode.Parse("""{ "validation": { "file": "data.csv" } }"""), report["data"]),
            report["data"]!.ToJsonString());
    }

    [TestMethod]
    public void EveryGroupThatLostUnitsSaysHowManyStayAndAtWhatLoss() => Assert.AreEqual(
        """[{"group":"fc1","units":4,"kept":2,"loss":0.25}]""",
        ReportJson.Of(ResultLineTests.Outcome("accuracy: { min: 0.80 }"))["cut"]!.ToJsonString());
}
