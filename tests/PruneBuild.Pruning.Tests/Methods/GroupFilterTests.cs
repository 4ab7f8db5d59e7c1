using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Methods;

[TestClass]
public sealed class GroupFilterTests
{
    [TestMethod]
    [DataRow("encoder.layer.*", "encoder.layer.0.attention", true)]
    [DataRow("encoder.layer.*", "bert.encoder.layer.0.attention", true)]
    [DataRow("encoder.layer.*", "bertencoder.layer.0.attention", false)]
    [DataRow("encoder.layer.?.attention", "encoder.layer.10.attention", false)]
    [DataRow("attention", "encoder.layer.1.attention", true)]
    [DataRow("layer1", "layer1.0.conv1", false)]
    [DataRow("layer1[0]", "layer1[0]", true)]
    public void AGlobMatchesAWholeIdOrWhatFollowsADot(string glob, string id, bool expected) =>
        Assert.AreEqual(expected, GroupFilter.Matches(glob, id));

    [TestMethod]
    public void KeepWinsOverOnly()
    {
        var filter = GroupFilter.Default with { Only = ["a*"], Keep = ["ab"] };

        Assert.IsTrue(filter.Allows(Group("aa", StructureKind.Neurons)));
        Assert.IsFalse(filter.Allows(Group("ab", StructureKind.Neurons)));
        Assert.IsFalse(filter.Allows(Group("b", StructureKind.Neurons)));
    }

    [TestMethod]
    public void TheResidualStreamStaysUnlessAskedFor()
    {
        Assert.IsFalse(GroupFilter.Default.Allows(Group("a", StructureKind.Width)));
        Assert.IsTrue((GroupFilter.Default with { Structures = [StructureKind.Width] }).Allows(Group("a", StructureKind.Width)));
    }

    private static PruneGroup Group(string id, StructureKind kind) => new(id, kind, 1, [], [], 1);
}
