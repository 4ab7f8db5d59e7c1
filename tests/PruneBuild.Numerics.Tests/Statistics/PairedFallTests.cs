using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests.Statistics;

[TestClass]
public sealed class PairedFallTests
{
    /// <summary>Falls of 1, 3, 2 and 2: mean 2, variance 2/3, so that the error of the mean is √(2/3/4).</summary>
    [TestMethod]
    public void TheErrorIsThatOfTheMeanOfTheFalls()
    {
        var fall = PairedFall.Of([5, 9, 100, 4], [4, 6, 98, 2]);

        Assert.AreEqual(2, fall.Mean, 1e-12);
        Assert.AreEqual(Math.Sqrt(2 / 3.0 / 4), fall.StandardError, 1e-12);
        Assert.IsTrue(fall.IsClear);
    }

    /// <summary>One number fell far, the others rose.</summary>
    [TestMethod]
    public void AFallOfOneIsNotClear()
    {
        Assert.IsGreaterThan(0, PairedFall.Of([9, 1, 1, 1], [1, 2, 2, 2]).Mean);
        Assert.IsFalse(PairedFall.Of([9, 1, 1, 1], [1, 2, 2, 2]).IsClear);
    }

    [TestMethod]
    public void WhatCannotBeComparedIsNotClear()
    {
        Assert.IsFalse(PairedFall.Of([9], [1]).IsClear);
        Assert.IsFalse(PairedFall.Of([9, 9], [1, double.NaN]).IsClear);
        Assert.IsFalse(PairedFall.Of([1, 2], [1, 2]).IsClear);
        Assert.ThrowsExactly<ArgumentException>(() => PairedFall.Of([], []));
        Assert.ThrowsExactly<ArgumentException>(() => PairedFall.Of([1], [1, 2]));
    }
}
