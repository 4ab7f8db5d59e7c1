using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;

namespace PruneBuild.Numerics.Tests.Solvers;

[TestClass]
public sealed class OutputErrorTests
{
    [TestMethod]
    public void GoldenCasePlainSlicingGivesTheKnownError()
    {
        var sliced = GoldenCase.Weight.SelectRows(GoldenCase.Kept);
        Assert.AreEqual(19.7661496, OutputError.Squared(GoldenCase.Gram, GoldenCase.Weight, GoldenCase.Kept, sliced), 1e-7);
    }

    [TestMethod]
    public void ErrorFromMomentsIsTheErrorOfTheOutputs()
    {
        var newWeight = RandomMatrices.Normal(4, 3, seed: 1);
        double[] intercept = [0.3, -0.7, 1.1];
        var output = DenseAlgebra.Cpu.Multiply(GoldenCase.Features.SelectColumns(GoldenCase.Kept), newWeight);
        var shifted = Matrix.Create(output.Rows, 3, (t, o) => output[t, o] + intercept[o]);
        var expected = shifted.Subtract(DenseAlgebra.Cpu.Multiply(GoldenCase.Features, GoldenCase.Weight)).SquaredNorm();
        var actual = OutputError.Squared(GoldenCase.Moments, GoldenCase.Weight, GoldenCase.Kept, newWeight, intercept);
        Assert.AreEqual(expected, actual, 1e-10);
    }
}
