using PruneBuild.Engine.Gates;

namespace PruneBuild.Engine.Tests.Gates;

[TestClass]
public sealed class MetricCatalogTests
{
    [TestMethod]
    public void NamesAreUnique() => Assert.AreEqual(MetricCatalog.All.Count, MetricCatalog.All.Select(metric => metric.Name).Distinct().Count());

    [TestMethod]
    public void ScoresAreBetterWhenTheyRiseAndCostsWhenTheyFall()
    {
        Assert.IsTrue(MetricCatalog.Find("accuracy")!.IsHigherBetter);
        foreach (var metric in MetricCatalog.All.Where(metric => metric.Unit is not null))
            Assert.IsFalse(metric.IsHigherBetter, metric.Name);
    }

    [TestMethod]
    public void ModelsThatAreTheSameAreAtTheIdeal()
    {
        Assert.AreEqual(1.0, MetricCatalog.Find("agreement")!.Ideal);
        Assert.AreEqual(0.0, MetricCatalog.Find("kl")!.Ideal);
        Assert.IsNull(MetricCatalog.Find("accuracy")!.Ideal);
    }

    [TestMethod]
    public void AnUnknownNameIsNone() => Assert.IsNull(MetricCatalog.Find("happiness"));
}
