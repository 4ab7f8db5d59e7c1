using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Tests.Pruning.Latency;

[TestClass]
public sealed class AlikeGroupsTests
{
    [TestMethod]
    [DataRow(4, 1, 1, "3 2 1")]
    [DataRow(64, 8, 1, "56 48 40 32 24 16 8 1")]
    [DataRow(12, 8, 1, "8 1")]
    [DataRow(1, 1, 0, "0")]
    public void SizesAreSpreadOnTheMultipleDownToTheSmallest(int units, int roundTo, int least, string sizes)
    {
        var group = new PruneGroup("a", StructureKind.Neurons, units, [], [], 1);
        Assert.AreEqual(sizes, string.Join(' ', new AlikeGroups([group], least).Sizes(roundTo, 8)));
    }
}
