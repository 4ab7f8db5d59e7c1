using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Tests.Measuring;

[TestClass]
public sealed class MetricCatalogTests
{
    [TestMethod]
    public void NamesAreUnique() =>
        Assert.AreEqual(MetricCatalog.All.Count, MetricCatalog.All.Select(metric => metric.Name).Distinct().Count());

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
    public void EveryMemberIsListed()
    {
        var members = typeof(MetricCatalog).GetProperties().Where(property => property.PropertyType == typeof(Metric))
            .Select(property => property.GetValue(null)).ToArray();
        CollectionAssert.AreEqual(MetricCatalog.All.ToArray(), members);
    }

    [TestMethod]
    public void WhatAModelsDataCanServeIsSaidOfEachMetric()
    {
        Assert.AreEqual(MetricCatalog.Agreement, MetricCatalog.All.Single(metric => metric.TakesRandomInput));
        Assert.AreEqual(MetricCatalog.Latency, MetricCatalog.All.Single(metric => metric.IsTime));
        foreach (var metric in MetricCatalog.All)
            Assert.AreEqual(metric.Needs == MetricNeeds.Labels, metric.Labels is not null, metric.Name);
    }

    [TestMethod]
    public void TheIdealLiesOnTheScale()
    {
        foreach (var metric in MetricCatalog.All)
        {
            Assert.IsLessThan(metric.Scale.High, metric.Scale.Low, metric.Name);
            Assert.IsTrue(metric.Ideal is not { } ideal || (ideal >= metric.Scale.Low && ideal <= metric.Scale.High), metric.Name);
        }
    }

    [TestMethod]
    public void AnUnknownNameIsNone() => Assert.IsNull(MetricCatalog.Find("happiness"));
}
