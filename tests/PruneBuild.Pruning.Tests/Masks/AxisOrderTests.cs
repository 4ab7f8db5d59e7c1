using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Tests.Masks;

[TestClass]
public sealed class AxisOrderTests
{
    [TestMethod]
    public void ATransposeOfATransposeIsAsStored()
    {
        var once = AxisOrder.AsStored([2, 3]).Then(null);
        Assert.IsTrue(once.IsTransposed);
        Assert.IsTrue(once.Then([1, 0]).IsAsStored);
        CollectionAssert.AreEqual(new float[] { 0, 3, 1, 4, 2, 5 }, once.Apply([0, 1, 2, 3, 4, 5]));
    }

    [TestMethod]
    public void TheInverseTakesElementsBack()
    {
        // Kernels as TensorFlow stores them: height, width, channels, outputs.
        var order = AxisOrder.AsStored([2, 3, 4, 5]).Then([3, 2, 0, 1]);
        float[] stored = [.. Enumerable.Range(0, 120)];
        var seen = order.Apply(stored);
        CollectionAssert.AreEqual(new long[] { 5, 4, 2, 3 }, order.Seen.ToArray());
        Assert.AreEqual(20f, seen[1], "the next element of a kernel is a whole map of channels and outputs away");
        CollectionAssert.AreEqual(stored, order.Inverse.Apply(seen));
    }

    [TestMethod]
    public void MatricesOfABatchAreTurnedOneByOne()
    {
        Assert.IsTrue(AxisOrder.AsStored([2, 3, 4]).Then([0, 2, 1]).IsTransposed);
        Assert.IsFalse(AxisOrder.AsStored([2, 3, 4]).Then([1, 0, 2]).IsTransposed);
    }
}
