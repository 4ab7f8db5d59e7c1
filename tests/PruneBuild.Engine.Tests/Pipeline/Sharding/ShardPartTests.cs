using PruneBuild.Engine.Pipeline.Sharding;

namespace PruneBuild.Engine.Tests.Pipeline.Sharding;

[TestClass]
public sealed class ShardPartTests
{
    [TestMethod]
    [DataRow(10, 3)]
    [DataRow(3, 3)]
    [DataRow(2, 5)]
    [DataRow(0, 2)]
    public void PartsCoverTheListOnceInOrderAndEvenly(int items, int count)
    {
        var list = Enumerable.Range(0, items).ToArray();
        var parts = Enumerable.Range(0, count).Select(index => list[new ShardPart(index, count).Of(items)]).ToArray();
        CollectionAssert.AreEqual(list, parts.SelectMany(part => part).ToArray());
        Assert.IsLessThanOrEqualTo(1, parts.Max(part => part.Length) - parts.Min(part => part.Length));
    }

    [TestMethod]
    public void APartReadsWhatItWrites() => Assert.AreEqual(new ShardPart(3, 8), ShardPart.Parse(new ShardPart(3, 8).ToString()));

    [TestMethod]
    [DataRow("8/8")]
    [DataRow("-1/8")]
    [DataRow("1")]
    [DataRow("1/2/3")]
    [DataRow("0/0")]
    [DataRow("a/b")]
    [DataRow("99999999999/999999999999")]
    public void WhatIsNoPartIsRefused(string text) => Assert.IsNull(ShardPart.Parse(text));
}
