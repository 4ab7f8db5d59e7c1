using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class FeatureOrderTests
{
    private static readonly SparsityTarget.Pattern TwoOfFour = new(2, 4);

    [TestMethod]
    public void FeaturesAreDealtForthAndBack()
    {
        // Golden: with the features ranked 1 to 8, group 1 is {1, 4, 5, 8} and group 2 {2, 3, 6, 7}.
        CollectionAssert.AreEqual((int[])[0, 3, 4, 7, 1, 2, 5, 6], FeatureOrder.Deal([8, 7, 6, 5, 4, 3, 2, 1], 4));
        CollectionAssert.AreEqual((int[])[7, 4, 3, 0, 6, 5, 2, 1], FeatureOrder.Deal([1, 2, 3, 4, 5, 6, 7, 8], 4));
    }

    [TestMethod]
    public void TheLeastWorthyAreLeftForTheGroupThatIsNotWhole() =>
        CollectionAssert.AreEqual((int[])[2, 5, 4, 0, 1, 3], FeatureOrder.Deal([3, 2, 9, 1, 5, 7], 4));

    [TestMethod]
    public void ImportantFeaturesBesideEachOtherAreSpread()
    {
        var scores = Matrix.Create(8, 3, (feature, _) => feature < 4 ? 1 : 0.1);

        var order = FeatureOrder.Best(scores, TwoOfFour);

        Assert.AreEqual(6.6, FeatureOrder.Kept(scores, [0, 1, 2, 3, 4, 5, 6, 7], TwoOfFour), 1e-12);
        Assert.AreEqual(12.0, FeatureOrder.Kept(scores, order, TwoOfFour), 1e-12);
    }

    [TestMethod]
    [DataRow(8, 2, 4)]
    [DataRow(24, 2, 4)]
    [DataRow(26, 2, 4)]
    [DataRow(32, 4, 8)]
    [DataRow(21, 1, 3)]
    [DataRow(3, 2, 4)]
    public void WhatIsKeptNeverFalls(int features, int kept, int of)
    {
        var pattern = new SparsityTarget.Pattern(kept, of);
        for (var seed = 0; seed < 20; seed++)
        {
            var normal = RandomMatrices.Normal(features, 5, seed);
            var scores = Matrix.Create(features, 5, (i, j) => Math.Abs(normal[i, j]) * (1 + (i % 5)));
            int[] own = [.. Enumerable.Range(0, features)];
            int[] dealt = FeatureOrder.Deal([.. own.Select(i => scores.Row(i).ToArray().Sum())], of);
            var (refined, best) = (FeatureOrder.Refine(scores, dealt, pattern), FeatureOrder.Best(scores, pattern));

            CollectionAssert.AreEqual(own, best.Order().ToArray());
            CollectionAssert.AreEqual(own, refined.Order().ToArray());
            Assert.IsGreaterThanOrEqualTo(FeatureOrder.Kept(scores, dealt, pattern) - 1e-9, FeatureOrder.Kept(scores, refined, pattern));
            Assert.IsGreaterThanOrEqualTo(FeatureOrder.Kept(scores, own, pattern), FeatureOrder.Kept(scores, best, pattern));
        }
    }

    [TestMethod]
    public void WhatIsKeptIsWhatTheMaskKeeps()
    {
        var normal = RandomMatrices.Normal(16, 7, 3);
        var scores = Matrix.Create(16, 7, (i, j) => Math.Abs(normal[i, j]));
        var order = FeatureOrder.Best(scores, TwoOfFour);
        var ordered = scores.SelectRows(order);
        var mask = MaskSelection.RemoveSmallest(ordered, TwoOfFour, SelectionScope.Output)!;

        Assert.AreEqual(mask.Apply(ordered).Values.ToArray().Sum(), FeatureOrder.Kept(scores, order, TwoOfFour), 1e-9);
    }

    [TestMethod]
    public void TheBestOrderOfEightIsNearlyFound()
    {
        // All 35 ways to divide eight features into two groups of four.
        for (var seed = 0; seed < 10; seed++)
        {
            var normal = RandomMatrices.Normal(8, 6, seed);
            var scores = Matrix.Create(8, 6, (i, j) => Math.Abs(normal[i, j]));
            var most = 0.0;
            for (var members = 0; members < 256; members++)
            {
                if (int.PopCount(members) == 4)
                    most = Math.Max(
                        most, FeatureOrder.Kept(scores, [.. Enumerable.Range(0, 8).OrderBy(i => (members >> i) & 1)], TwoOfFour));
            }

            Assert.IsGreaterThanOrEqualTo(
                0.98 * most, FeatureOrder.Kept(scores, FeatureOrder.Best(scores, TwoOfFour), TwoOfFour), $"seed {seed}");
        }
    }
}
