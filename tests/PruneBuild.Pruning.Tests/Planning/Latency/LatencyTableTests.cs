using PruneBuild.Pruning.Planning.Latency;

namespace PruneBuild.Pruning.Tests.Planning.Latency;

[TestClass]
public sealed class LatencyTableTests
{
    private static readonly LatencyTable Table = LatencyTable.Of("a", 12, [new(4, 3), new(8, 1), new(6, 0.5)]);

    [TestMethod]
    [DataRow(12, 0)]
    [DataRow(9, 0)]
    [DataRow(8, 1)]
    [DataRow(5, 1)]
    [DataRow(4, 3)]
    [DataRow(1, 3)]
    public void ASizeBetweenTwoSavesWhatTheLargerSaves(int kept, double saved) => Assert.AreEqual(saved, Table.SavedMilliseconds(kept));

    /// <summary>Two units cost nothing beside the first two; each further one costs a half.</summary>
    [TestMethod]
    [DataRow(10, 0)]
    [DataRow(9, 0.5)]
    [DataRow(3, 3.5)]
    [DataRow(2, 4)]
    [DataRow(1, 4)]
    [DataRow(0, 6)]
    public void OnALineEverySizeHasItsTime(int kept, double saved) =>
        Assert.AreEqual(saved, LatencyTable.Fitted("a", 10, [new(0, 6), new(6, 2), new(2, 4), new(1, 4)]).SavedMilliseconds(kept), 1e-12);

    [TestMethod]
    public void NoiseNeverMakesASmallerSizeSlower() =>
        CollectionAssert.AreEqual(new double[] { 0, 1, 1, 3 }, Table.Points.Select(point => point.SavedMilliseconds).ToArray());

    [TestMethod]
    public void WhatGroupsSaveAddsUp()
    {
        var tables = new LatencyTables(10, 1, [Table, LatencyTable.Of("b", 2, [new(1, 4)])]);
        Assert.AreEqual(3, tables.Predict(new Dictionary<string, int> { ["a"] = 4, ["b"] = 1 }));
        Assert.AreEqual(10, tables.Predict(new Dictionary<string, int>()));
    }
}
