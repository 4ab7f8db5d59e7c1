using PruneBuild.Numerics.Solvers;

namespace PruneBuild.Numerics.Tests.Solvers;

[TestClass]
public sealed class MeanCompensationTests
{
    [TestMethod]
    public void GoldenCaseGivesTheKnownBiasAndError()
    {
        var intercept = MeanCompensation.Intercept(GoldenCase.Moments, GoldenCase.Weight, GoldenCase.Kept);
        MatrixAssert.AreClose([0.02301, -0.210061, 0.334184], [.. intercept.Zip(GoldenCase.Bias, (c, b) => c + b)], 1e-6);
        var sliced = GoldenCase.Weight.SelectRows(GoldenCase.Kept);
        Assert.AreEqual(
            19.6797837, OutputError.Squared(GoldenCase.Moments, GoldenCase.Weight, GoldenCase.Kept, sliced, intercept), 1e-7);
    }
}
