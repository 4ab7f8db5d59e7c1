using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class MaskSelectionTests
{
    [TestMethod]
    [DataRow(0.0, 0)]
    [DataRow(0.5, 18)]
    [DataRow(0.37, 13)]
    [DataRow(1.0, 35)]
    public void ALayerLosesExactlyTheRoundedCount(double share, int removed)
    {
        var mask = MaskSelection.RemoveSmallest(
            RandomMatrices.Normal(7, 5, seed: 1), new SparsityTarget.Share(share), SelectionScope.Layer);
        Assert.AreEqual(35 - removed, mask!.KeptCount);
    }

    [TestMethod]
    public void EveryOutputLosesTheSameCount()
    {
        var mask = MaskSelection.RemoveSmallest(RandomMatrices.Normal(9, 6, seed: 2), MaskCases.Half, SelectionScope.Output)!;
        for (var output = 0; output < 6; output++)
            Assert.HasCount(4, mask.KeptOf(output));
    }

    [TestMethod]
    public void TiesGoInOrderOfPosition()
    {
        var same = Matrix.Create(4, 2, (_, _) => 1);
        Assert.AreEqual("0000 1111", MaskCases.Words(MaskSelection.RemoveSmallest(same, MaskCases.Half, SelectionScope.Layer)));
        Assert.AreEqual("0011 0011", MaskCases.Words(MaskSelection.RemoveSmallest(same, MaskCases.Half, SelectionScope.Output)));
        Assert.AreEqual("0011 0011", MaskCases.Words(MaskSelection.RemoveSmallest(same, MaskCases.TwoOfFour, SelectionScope.Layer)));
    }

    [TestMethod]
    public void NothingRemovedIsLargerThanAnythingKept()
    {
        var scores = RandomMatrices.Normal(200, 30, seed: 3);
        var mask = MaskSelection.RemoveSmallest(scores, new SparsityTarget.Share(0.63), SelectionScope.Layer)!;
        var (kept, gone) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < scores.Values.Length; i++)
            if (mask.Kept[i])
                kept = Math.Min(kept, scores.Values[i]);
            else
                gone = Math.Max(gone, scores.Values[i]);
        Assert.IsLessThan(kept, gone);
    }

    [TestMethod]
    [DataRow(2, 4, 10, 5)]
    [DataRow(4, 8, 12, 6)]
    [DataRow(1, 4, 6, 2)]
    [DataRow(2, 4, 3, 2)]
    [DataRow(3, 4, 1, 1)]
    public void AShorterLastGroupKeepsItsShareRoundedUp(int kept, int of, int features, int keptFeatures)
    {
        var pattern = new SparsityTarget.Pattern(kept, of);
        var mask = MaskSelection.RemoveSmallest(RandomMatrices.Normal(features, 3, seed: 4), pattern, SelectionScope.Layer)!;
        for (var output = 0; output < 3; output++)
        {
            var flags = mask.KeptOf(output);
            Assert.HasCount(keptFeatures, flags);
            Assert.IsTrue(flags.GroupBy(feature => feature / of).All(group => group.Count() <= kept));
        }
    }

    [TestMethod]
    public void ANaNScoreGivesNoMask() =>
        Assert.IsNull(MaskSelection.RemoveSmallest(Matrix.FromRows([1, double.NaN]), MaskCases.Half, SelectionScope.Layer));

    [TestMethod]
    public void InfiniteScoresStay()
    {
        var scores = Matrix.FromRows([double.PositiveInfinity], [1], [double.PositiveInfinity], [2]);
        Assert.AreEqual("1010", MaskCases.Words(MaskSelection.RemoveSmallest(scores, MaskCases.Half, SelectionScope.Layer)));
    }

    [TestMethod]
    public void MasksLeaveNoNegativeZeros()
    {
        var masked = MaskCases.Mask("01").Apply(Matrix.FromRows([-3], [2]));
        Assert.AreEqual(0L, BitConverter.DoubleToInt64Bits(masked[0, 0]));
        Assert.AreEqual(2.0, masked[1, 0]);
    }
}
