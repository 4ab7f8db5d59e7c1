namespace PruneBuild.Diagnostics.Tests;

[TestClass]
public sealed class ValueListTests
{
    [TestMethod]
    public void EqualElementsMakeEqualLists()
    {
        ValueList<int> left = [1, 2, 3], right = [1, 2, 3];
        Assert.AreEqual(left, right);
        Assert.AreEqual(left.GetHashCode(), right.GetHashCode());
    }

    [TestMethod]
    public void AnotherOrderIsAnotherList()
    {
        ValueList<int> left = [1, 2], right = [2, 1];
        Assert.AreNotEqual(left, right);
    }

    [TestMethod]
    public void TheListIsACopy()
    {
        int[] source = [1, 2];
        var list = source.ToValueList();
        source[0] = 9;
        Assert.AreEqual(1, list[0]);
    }
}
