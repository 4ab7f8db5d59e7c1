using PruneBuild.Engine.Data;

namespace PruneBuild.Engine.Tests.Data;

[TestClass]
public sealed class SeededShuffleTests
{
    [TestMethod]
    public void WhatIsTakenAndWhatIsBehindItIsAllThereIs()
    {
        var taken = SeededShuffle.Take(100, 0, 30, 7);
        var rest = SeededShuffle.Take(100, 30, null, 7);
        Assert.HasCount(30, taken);
        Assert.IsFalse(taken.SequenceEqual(Enumerable.Range(0, 30)));
        CollectionAssert.AreEqual(Enumerable.Range(0, 100).ToArray(), taken.Concat(rest).Order().ToArray());
    }

    [TestMethod]
    [DataRow(0, null, 9)]
    [DataRow(0, 20, 9)]
    [DataRow(4, int.MaxValue, 5)]
    [DataRow(9, null, 0)]
    [DataRow(20, 3, 0)]
    public void NoMoreIsTakenThanThereIs(int skip, int? take, int expected)
    {
        var taken = SeededShuffle.Take(9, skip, take, 0);
        Assert.HasCount(expected, taken);
        CollectionAssert.AreEqual(taken.Order().Distinct().ToArray(), taken);
    }
}
