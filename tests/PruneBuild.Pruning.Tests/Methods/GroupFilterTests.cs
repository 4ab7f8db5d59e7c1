using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Methods;

[TestClass]
public sealed class GroupFilterTests
{
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
