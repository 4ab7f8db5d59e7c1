using PruneBuild.Engine.Reporting.Structures;

namespace PruneBuild.Engine.Tests.Reporting.Structures;

[TestClass]
public sealed class StructureJsonTests
{
    [TestMethod]
    public void HasEveryGroupAndRefusal()
    {
        var json = StructureJson.Of(SampleStructure.TwoBlocks, new Dictionary<string, long> { ["sequence"] = 7 });
        Assert.AreEqual(16896.0, (double)json["macs"]!);
        Assert.AreEqual(7L, (long)json["sizes"]!["sequence"]!);
        Assert.HasCount(4, json["groups"]!.AsArray());
        Assert.AreEqual("heads", (string)json["groups"]![0]!["kind"]!);
        Assert.AreEqual("LayerNormalization", (string)json["refusals"]![0]!["operator"]!);
    }
}
