using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Recovery;

[TestClass]
public sealed class MovingMaskTests
{
    private static readonly SparsityTarget.Pattern TwoOfFour = new(2, 4);

    /// <summary>Two matrices, stored one after the other: the first keeps one element, the second three.</summary>
    [TestMethod]
    public void EachMatrixKeepsAsManyElementsAsBeforeAndThoseOfTheLargestMagnitude()
    {
        var moving = MovingMask.Of(new WeightLayout(false, 2, 2, 2), [true, false, false, false, true, true, true, false], null);
        CollectionAssert.AreEqual(
            (bool[])[false, false, true, false, true, false, true, true], moving.Choose([1, 2, -9, 3, 0.5f, 0.1f, -0.4f, 0.3f]));
    }

    /// <summary>A convolution of 8 channels stores (output, channel, kernel); its pattern lies along channels.</summary>
    [TestMethod]
    public void APatternHoldsInEveryGroupAndMovesWithinIt()
    {
        var layout = new WeightLayout(true, 1, 8 * 3, 5, Window: 3);
        var first = Masked(layout, SeededValues.Floats(1, layout.Count));
        var next = MovingMask.Of(layout, first, TwoOfFour).Choose(SeededValues.Floats(2, layout.Count))!;

        CollectionAssert.AreNotEqual(first, next);
        var matrix = layout.Read(Array.ConvertAll(next, flag => flag ? 1f : 0f)).Single();
        for (var output = 0; output < 5; output++)
        {
            for (var start = 0; start < matrix.Rows; start += 4)
                Assert.AreEqual(2.0, Enumerable.Range(start, 4).Sum(row => matrix[row, output]), $"group at {start} of output {output}");
        }
    }

    /// <summary>Six channels at each of three elements are groups of four and two; a share is gone of what the pattern left.</summary>
    [TestMethod]
    public void AShareOfAPatternMovesWithinThePatternAndKeepsItsCount()
    {
        var layout = new WeightLayout(true, 1, 6 * 3, 5, Window: 3);
        var pattern = TwoOfFour with { Run = 6 };
        bool[] kept = [.. Masked(layout, SeededValues.Floats(1, layout.Count), pattern).Select((flag, i) => flag && i % 5 != 0)];
        float[] masked = [.. SeededValues.Floats(4, layout.Count).Select((value, i) => kept[i] ? value : 0)];
        var moving = MovingMask.Of(layout, kept, TwoOfFour);

        CollectionAssert.AreEqual(kept, moving.Choose(moving.Start(masked, SeededValues.Floats(5, layout.Count))));
        var next = moving.Choose(SeededValues.Floats(2, layout.Count))!;
        Assert.AreEqual(kept.Count(flag => flag), next.Count(flag => flag));
        var matrix = layout.Read(Array.ConvertAll(next, flag => flag ? 1f : 0f)).Single();
        var sizes = pattern.SizesOf(18).ToArray();
        for (var output = 0; output < 5; output++)
            Assert.IsTrue(Enumerable.Range(0, 18).GroupBy(pattern.GroupOf)
                .All(group => group.Sum(row => matrix[row, output]) <= pattern.KeptIn(sizes[group.Key])));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void TrainingStartsFromTheFirstMaskWhateverTheOriginalHas(bool isPattern)
    {
        var layout = new WeightLayout(true, 1, 8, 5);
        var kept = isPattern
            ? Masked(layout, SeededValues.Floats(1, layout.Count))
            : [.. SeededValues.Integers(3, layout.Count, 3).Select(number => number == 0)];
        float[] masked = [.. SeededValues.Floats(4, layout.Count).Select((value, i) => kept[i] ? value : 0)];
        var original = SeededValues.Floats(5, layout.Count);
        var moving = MovingMask.Of(layout, kept, isPattern ? TwoOfFour : null);

        var start = moving.Start(masked, original);

        CollectionAssert.AreEqual(kept, moving.Choose(start));
        Assert.IsTrue(kept.Index().All(
            pair => pair.Item ? start[pair.Index] == masked[pair.Index] : Math.Sign(start[pair.Index]) == Math.Sign(original[pair.Index])));
        Assert.IsTrue(kept.Index().All(pair => pair.Item || Math.Abs(start[pair.Index]) <= Math.Abs(original[pair.Index])));
        CollectionAssert.AreEqual(masked, moving.Start(masked, null));
    }

    [TestMethod]
    public void WhatIsBelowAllThatStaysIsTheOriginals() => CollectionAssert.AreEqual(
        (float[])[3, -1, 2, -1.9999999f],
        MovingMask.Of(new WeightLayout(false, 1, 2, 2), [true, false, true, false], null).Start([3, 0, 2, 0], [7, -1, 7, -5]));

    [TestMethod]
    public void NumbersThatAreNoneGiveNoMask() =>
        Assert.IsNull(MovingMask.Of(new WeightLayout(false, 1, 1, 2), [true, false], null).Choose([1, float.NaN]));

    private static bool[] Masked(WeightLayout layout, float[] values, SparsityTarget.Pattern? pattern = null) => Array.ConvertAll(
        layout.Write([.. layout.Read(values).Select(
            part => MaskSelection.RemoveSmallest(WeightScores.Magnitude(part), pattern ?? TwoOfFour, SelectionScope.Layer)!.ToMatrix())]),
        flag => flag != 0);
}
