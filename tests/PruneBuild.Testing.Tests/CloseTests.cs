namespace PruneBuild.Testing.Tests;

[TestClass]
public sealed class CloseTests
{
    [TestMethod]
    public void TheToleranceIsRelativeToTheLargestExpectedMagnitude()
    {
        Close.AreClose([100f, 0], [100.05f, 0.05f], 1e-3);
        Assert.ThrowsExactly<AssertFailedException>(() => Close.AreClose([100f, 0], [100f, 0.2f], 1e-3));
        Close.AreClose(0, 1e-9, relative: 1e-6, floor: 1);
    }

    [TestMethod]
    public void NanIsCloseToNanOnlyAndInfinityToItself()
    {
        Close.AreClose([double.NaN, double.PositiveInfinity, 1], [double.NaN, double.PositiveInfinity, 1], 0);
        Assert.ThrowsExactly<AssertFailedException>(() => Close.AreClose(1, double.NaN, 1));
        Assert.ThrowsExactly<AssertFailedException>(() => Close.AreClose(double.NaN, 1, 1));
        Assert.ThrowsExactly<AssertFailedException>(() => Close.AreClose(double.PositiveInfinity, double.NegativeInfinity, 1));
    }

    [TestMethod]
    public void ListsOfDifferentLengthsAreNotClose() =>
        Assert.ThrowsExactly<AssertFailedException>(() => Close.AreClose([1.0], [1.0, 1], 1));

    [TestMethod]
    public void TheMessageNamesTheWorstNumber()
    {
        var failure = Assert.ThrowsExactly<AssertFailedException>(() => Close.AreClose([1.0, 2, 3], [1.1, 2.5, 3.1], 0.01, "weights:"));
        Assert.Contains("weights: Number 1 of 3 is 2.5 where 2 was expected", failure.Message);
    }
}
