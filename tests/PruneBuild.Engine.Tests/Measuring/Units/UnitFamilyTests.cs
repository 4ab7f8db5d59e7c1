using PruneBuild.Engine.Measuring.Units;

namespace PruneBuild.Engine.Tests.Measuring.Units;

[TestClass]
public sealed class UnitFamilyTests
{
    [TestMethod]
    [DataRow("40 MB", 40e6)]
    [DataRow("40MB", 40e6)]
    [DataRow("40 mb", 40e6)]
    [DataRow("1.5 KiB", 1536.0)]
    [DataRow("2e3 B", 2000.0)]
    [DataRow("1 GiB", 1073741824.0)]
    public void SizesHaveUnits(string text, double bytes) => Assert.AreEqual(bytes, UnitFamily.Bytes.Parse(text));

    [TestMethod]
    [DataRow("40")]
    [DataRow("MB")]
    [DataRow("")]
    [DataRow("40 ms")]
    [DataRow("4 0 MB")]
    [DataRow("1e999 MB")]
    [DataRow("NaN MB")]
    public void OtherTextIsNoSize(string text) => Assert.IsNull(UnitFamily.Bytes.Parse(text));

    [TestMethod]
    public void AMultiplyAddIsTwoFlops() => Assert.AreEqual(UnitFamily.Flops.Parse("10 MFLOPs"), UnitFamily.Flops.Parse("5 MMACs"));

    [TestMethod]
    public void CountsNeedNoUnit() => Assert.AreEqual(1200.0, UnitFamily.Count.Parse("1200"));

    [TestMethod]
    [DataRow(33_900_000.0, "33.9 MB")]
    [DataRow(999.0, "999 B")]
    [DataRow(0.0, "0 B")]
    [DataRow(2.5e9, "2.5 GB")]
    public void TheLargestUnitThatFitsIsWritten(double bytes, string text) => Assert.AreEqual(text, UnitFamily.Bytes.Format(bytes));

    [TestMethod]
    public void WhatIsWrittenIsReadBack()
    {
        foreach (var family in new[] { UnitFamily.Bytes, UnitFamily.Flops, UnitFamily.Count, UnitFamily.Milliseconds })
            Assert.AreEqual(1.5e6, family.Parse(family.Format(1.5e6)), family.Quantity);
    }
}
