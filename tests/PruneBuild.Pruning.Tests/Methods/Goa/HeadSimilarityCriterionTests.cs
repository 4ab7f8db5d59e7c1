using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.Goa;

namespace PruneBuild.Pruning.Tests.Methods.Goa;

[TestClass]
public sealed class HeadSimilarityCriterionTests
{
    // 0 and 2 attend alike, 1 and 3 nearly so.
    private static readonly Matrix divergences = Matrix.FromRows(
        [0, 0.6, 0.1, 0.5], [0.6, 0, 0.4, 0.2], [0.1, 0.4, 0, 0.3], [0.5, 0.2, 0.3, 0]);

    [TestMethod]
    public void OfEachPairTheFirstGoesAsTheThresholdRises() => CollectionAssert.AreEqual(
        new[] { (0, 2, 0.1), (1, 3, 0.2), (2, 3, 0.3) }, HeadSimilarityCriterion.Removals(divergences).ToArray());

    [TestMethod]
    public void TheListNeverHoldsBothMembersOfAnIsolatedPair()
    {
        // At τ = 0.25 only the pairs (0, 2) and (1, 3) are close.
        var gone = HeadSimilarityCriterion.Removals(divergences).Where(removal => removal.Threshold < 0.25)
            .Select(removal => removal.Head).ToArray();

        CollectionAssert.AreEqual(new[] { 0, 1 }, gone);
    }
}
