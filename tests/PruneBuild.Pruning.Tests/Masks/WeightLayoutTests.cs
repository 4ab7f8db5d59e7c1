using PruneBuild.Pruning.Masks;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Masks;

[TestClass]
public sealed class WeightLayoutTests
{
    [TestMethod]
    [DataRow(true, 1, 6, 4, 1)]
    [DataRow(false, 1, 6, 4, 1)]
    [DataRow(true, 3, 18, 2, 9)]
    [DataRow(true, 2, 5, 7, 1)]
    [DataRow(false, 2, 5, 7, 1)]
    public void WhatIsReadIsWrittenBack(bool outputsFirst, int parts, int features, int outputs, int window)
    {
        var layout = new WeightLayout(outputsFirst, parts, features, outputs, window);
        var values = SeededValues.Floats(1, layout.Count);
        CollectionAssert.AreEqual(values, layout.Write(layout.Read(values)));
    }

    [TestMethod]
    public void RowsOfAConvolutionAreChannelsAtOneKernelElement()
    {
        // One output, two channels of a kernel of three: stored c0k0 c0k1 c0k2 c1k0 c1k1 c1k2.
        var matrix = new WeightLayout(true, 1, 6, 1, 3).Read([0, 1, 2, 10, 11, 12])[0];
        CollectionAssert.AreEqual(new double[] { 0, 10, 1, 11, 2, 12 }, matrix.Values.ToArray());
    }

    [TestMethod]
    public void NumbersTooSmallForANormalFloatBecomePositiveZero()
    {
        var layout = new WeightLayout(false, 1, 1, 2);
        var written = layout.Write([PruneBuild.Numerics.Matrices.Matrix.FromRows([-1e-42, 1e-30])]);
        Assert.AreEqual(0, BitConverter.SingleToInt32Bits(written[0]));
        Assert.AreEqual(1e-30f, written[1]);
    }
}
