using PruneBuild.Coverage.Graphs;

namespace PruneBuild.Coverage.Tests.Graphs;

[TestClass]
public sealed class RuleReachTests
{
    // Image operators of old converters need inputs of their own; their rule has tests of its own.
    private static readonly string[] elsewhere = ["ImageRule"];

    [TestMethod]
    public void EveryRuleMeetsRandomModels() => CollectionAssert.AreEquivalent(elsewhere, RuleReach.Missed(400).ToArray());

    [TestMethod]
    public void NoModelsReachNoRule() => CollectionAssert.Contains(RuleReach.Missed(0).ToArray(), "MatMulRule");
}
