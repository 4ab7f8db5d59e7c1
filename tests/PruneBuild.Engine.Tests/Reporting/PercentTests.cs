using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Tests.Reporting;

[TestClass]
public sealed class PercentTests
{
    [TestMethod]
    [DataRow(0.9712, "97 %")]
    [DataRow(0.0312, "3.1 %")]
    [DataRow(0.00041, "0.04 %")]
    [DataRow(0.0, "0 %")]
    [DataRow(0.0998, "10 %")]
    [DataRow(-0.02, "-2.0 %")]
    [DataRow(0.994, "99 %")]
    [DataRow(0.999, "99.9 %")]
    [DataRow(0.99991, "99.99 %")]
    [DataRow(0.99999, "99.999 %")]
    [DataRow(0.9999999, "100 %")]
    [DataRow(1.0, "100 %")]
    [DataRow(1.02, "102 %")]
    public void KeepsTwoDigits(double share, string expected) => Assert.AreEqual(expected, Percent.Of(share));

    [TestMethod]
    [DataRow(0.3, "30 % less")]
    [DataRow(0.0, "0 % less")]
    [DataRow(-0.031, "3.1 % more")]
    public void WhatGrowsIsMore(double share, string expected) => Assert.AreEqual(expected, Percent.Less(share));

    [TestMethod]
    [DataRow(0.5, "50 %")]
    [DataRow(0.305, "30.5 %")]
    [DataRow(0.3025, "30.25 %")]
    [DataRow(0.07, "7 %")]
    [DataRow(0.999, "99.9 %")]
    [DataRow(0.000001, "0.0001 %")]
    public void WhatIsAskedForIsNotRounded(double share, string expected) => Assert.AreEqual(expected, Percent.Asked(share));
}
