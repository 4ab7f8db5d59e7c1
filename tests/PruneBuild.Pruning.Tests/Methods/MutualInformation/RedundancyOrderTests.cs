using PruneBuild.Pruning.Methods.MutualInformation;

namespace PruneBuild.Pruning.Tests.Methods.MutualInformation;

[TestClass]
public sealed class RedundancyOrderTests
{
    [TestMethod]
    public void ACopyIsFoundFirstAndNamesItsOriginal()
    {
        var units = PairwiseInformationTests.Units(6, 60);
        units[4] = [[.. units[1][0]]];

        var order = RedundancyOrder.Of(PairwiseInformation.Of(units, 0.5), [1, 3, 1, 1, 2, 1]);

        Assert.AreEqual(4, order[0].Unit);
        Assert.AreEqual(1, order[0].Partner);
        Assert.AreEqual(0, order[0].Unshared, 1e-9 + PairwiseInformation.Of(units, 0.5).Entropy(4));
        Assert.HasCount(5, order.Select(unit => unit.Unit).Distinct().ToArray());
    }

    [TestMethod]
    public void OfTwinsTheWeakerGoes()
    {
        var units = PairwiseInformationTests.Units(3, 40);
        units[2] = [[.. units[0][0]]];
        var information = PairwiseInformation.Of(units, 0.5);

        Assert.AreEqual(0, RedundancyOrder.Of(information, [1, 1, 2])[0].Unit);
        Assert.AreEqual(2, RedundancyOrder.Of(information, [2, 1, 1])[0].Unit);
        Assert.AreEqual(2, RedundancyOrder.Of(information, [1, 1, 1])[0].Unit, "equal twins: the later one");
    }

    [TestMethod]
    public void AUnitThatNeverVariesGoesBeforeAnyPair()
    {
        var units = PairwiseInformationTests.Units(4, 30);
        units[1] = [new double[30]];

        var first = RedundancyOrder.Of(PairwiseInformation.Of(units, 0.5), [1, 9, 1, 1])[0];

        Assert.AreEqual(1, first.Unit);
        Assert.IsNull(first.Partner);
        Assert.AreEqual(0, first.Unshared);
    }

    [TestMethod]
    public void PartnersWereStillThere()
    {
        var order = RedundancyOrder.Of(
            PairwiseInformation.Of(PairwiseInformationTests.Units(12, 50), 0.4), [.. Enumerable.Repeat(1.0, 12)]);

        for (var i = 0; i < order.Count; i++)
            Assert.IsFalse(order.Take(i + 1).Any(gone => gone.Unit == order[i].Partner), $"removal {i}");
    }
}
