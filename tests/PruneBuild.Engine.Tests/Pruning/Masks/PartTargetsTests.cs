using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

[TestClass]
public sealed class PartTargetsTests
{
    [TestMethod]
    public void TheCountsOfPartsAddUpToThatOfTheLayerAndDifferByOneAtMost()
    {
        foreach (var (parts, features, outputs) in ((int, int, int)[])[(8, 9, 1), (7, 3, 5), (3, 64, 11), (1, 5, 3)])
            for (var percent = 0; percent <= 100; percent++)
            {
                var (layout, share) = (new WeightLayout(true, parts, features, outputs), new SparsityTarget.Share(percent / 100.0));
                int[] counts = [.. PartTargets.Of(layout, share, SelectionScope.Layer)
                    .Select(target => ((SparsityTarget.Share)target).RemovedOf(features * outputs))];
                Assert.HasCount(parts, counts);
                Assert.AreEqual(share.RemovedOf(layout.Count), counts.Sum(), $"{layout} {percent} %");
                Assert.IsLessThanOrEqualTo(1, counts.Max() - counts.Min());
            }
    }

    [TestMethod]
    public void PatternsAndSharesOfOutputsStayAsTheyAre()
    {
        var layout = new WeightLayout(true, 8, 9, 1);
        foreach (var (target, scope) in ((SparsityTarget, SelectionScope)[])[(new SparsityTarget.Pattern(2, 4), SelectionScope.Layer),
            (new SparsityTarget.Share(0.05), SelectionScope.Output)])
            Assert.IsTrue(PartTargets.Of(layout, target, scope).All(part => part == target));
    }
}
