using PruneBuild.Inference.Equivalence;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Tests.Equivalence;

[TestClass]
public sealed class OutputDifferenceTests
{
    [TestMethod]
    public void TheDifferenceIsRelativeToTheLargest()
    {
        var difference = OutputDifference.Between("y", Tensor.Of([1f, -4f]), Tensor.Of([1.5f, -4f]));

        Assert.AreEqual(4, difference.Largest);
        Assert.AreEqual(0.125, difference.Relative, 1e-12);
    }

    [TestMethod]
    public void WhatIsNotFiniteAgreesOnlyWithItself()
    {
        Assert.AreEqual(0, OutputDifference.Between("y", Tensor.Of([float.NaN, 1f]), Tensor.Of([float.NaN, 1f])).Difference);
        Assert.AreEqual(double.PositiveInfinity, OutputDifference.Between("y", Tensor.Of([float.NaN]), Tensor.Of([0f])).Difference);
        Assert.AreEqual(
            double.PositiveInfinity, OutputDifference.Between("y", Tensor.Of([1f]), Tensor.Of([float.NegativeInfinity])).Difference);
    }

    [TestMethod]
    public void AnotherShapeIsInfinitelyFar() =>
        Assert.AreEqual(double.PositiveInfinity, OutputDifference.Between("y", Tensor.Of([1f, 2f], 2), Tensor.Of([1f, 2f], 1, 2)).Relative);

    [TestMethod]
    public void ZerosAreComparedAbsolutely() =>
        Assert.AreEqual(0.5, OutputDifference.Between("y", Tensor.Of([0f]), Tensor.Of([0.5f])).Relative);
}
