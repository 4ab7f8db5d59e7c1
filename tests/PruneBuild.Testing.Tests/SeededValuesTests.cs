namespace PruneBuild.Testing.Tests;

[TestClass]
public sealed class SeededValuesTests
{
    [TestMethod]
    public void FloatsFillTheirRangeEvenly()
    {
        var values = SeededValues.Floats(7, 10_000);
        Assert.IsTrue(values.All(value => value is >= -1 and < 1));
        Assert.IsLessThan(0.02, Math.Abs(values.Average()));
        Assert.IsLessThan(0.02, Math.Abs(values.Average(value => value * value) - 1.0 / 3));
    }

    [TestMethod]
    public void NeighbouringSeedsAreUnrelated()
    {
        var (a, b) = (SeededValues.Floats(1, 1000), SeededValues.Floats(2, 1000));
        Assert.IsLessThan(0.05, Math.Abs(a.Zip(b, (x, y) => x * y).Average()));
    }

    [TestMethod]
    public void IntegersStayBelowTheirBound() =>
        CollectionAssert.AreEquivalent(new[] { 0, 1, 2 }, SeededValues.Integers(3, 100, 3).Distinct().ToArray());
}
