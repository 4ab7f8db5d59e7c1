using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Structures;

[TestClass]
public sealed class AxisPatternTests
{
    [TestMethod]
    public void UnitsOfSeveralIndicesInRepeatedBlocks()
    {
        // Packed [q|k|v] of three heads, two wide: head 1 owns 2..3 of each part.
        var pattern = new AxisPattern(18, 0, 3, 2, [new Repeat(3, 6)]);

        CollectionAssert.AreEqual(new[] { 2, 3, 8, 9, 14, 15 }, pattern.Indices(1).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 4, 5, 6, 7, 10, 11, 12, 13, 16, 17 }, pattern.KeptIndices([0, 2]));
    }

    [TestMethod]
    public void IndicesOfNoUnitStay()
    {
        var pattern = new AxisPattern(6, 2, 3, 1, []);

        CollectionAssert.AreEqual(new[] { 0, 1, 3, 5 }, pattern.KeptIndices([1]));
    }
}
