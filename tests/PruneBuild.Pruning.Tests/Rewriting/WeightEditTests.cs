using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class WeightEditTests
{
    private static readonly Consumer Consumer = new("y", 0, "x", 1, AxisPattern.Whole(4), ConsumerKind.Linear, "w", false, 2, 1);

    [TestMethod]
    public void FeaturesThatGoHaveRowsOfZeros()
    {
        var edit = WeightEdit.Uncut(Consumer, [1, 3], Matrix.FromRows([1, 2], [3, 4]), [5, 6]);

        CollectionAssert.AreEqual(new double[] { 0, 0, 1, 2, 0, 0, 3, 4 }, edit.Weight!.Values.ToArray());
    }

    [TestMethod]
    public void WithinACutModelOnlyItsFeaturesAndOutputsAreLeft()
    {
        var edit = WeightEdit.Uncut(Consumer, [1, 3], Matrix.FromRows([1, 2], [3, 4]), [5, 6]).Within([0, 3], [1]);

        CollectionAssert.AreEqual(new double[] { 0, 4 }, edit.Weight!.Values.ToArray());
        CollectionAssert.AreEqual(new double[] { 6 }, edit.BiasChange);
    }

    [TestMethod]
    public void NothingIsLeftOutWhenAllIsThere()
    {
        var edit = WeightEdit.Uncut(Consumer, [0], Matrix.FromRows([1, 2]), null);

        Assert.AreEqual(edit, edit.Within(null, null));
    }
}
