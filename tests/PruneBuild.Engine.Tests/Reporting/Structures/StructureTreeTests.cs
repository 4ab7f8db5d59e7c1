using PruneBuild.Engine.Reporting.Structures;

namespace PruneBuild.Engine.Tests.Reporting.Structures;

[TestClass]
public sealed class StructureTreeTests
{
    [TestMethod]
    public void GroupsHangUnderTheBlocksThatTheirIdsName() => CollectionAssert.AreEqual(
        new List<string>
        {
            "└─ encoder.layer",
            "   ├─ 0",
            "   │  ├─ attention: 4 heads × 8     24 % of FLOPs     24 % of parameters",
            "   │  └─ ffn: 64 neurons            24 % of FLOPs     24 % of parameters",
            "   └─ 1",
            "      ├─ attention: 4 heads × 8     24 % of FLOPs     24 % of parameters",
            "      └─ ffn: 64 neurons            24 % of FLOPs     24 % of parameters",
        },
        StructureTree.Lines(GroupShare.Of(SampleStructure.TwoBlocks)).ToList());

    [TestMethod]
    public void NoGroupsNoLines() => Assert.IsEmpty(StructureTree.Lines([]));
}
