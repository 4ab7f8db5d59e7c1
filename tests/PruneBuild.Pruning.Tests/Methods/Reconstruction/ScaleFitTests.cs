using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Reconstruction;

[TestClass]
public sealed class ScaleFitTests
{
    [TestMethod]
    public void ScalesAreTheGoldenOnes() => Close.AreClose(
        [0.666842, 1.352587, 0.555241],
        ScaleFit.Solve(Matrix.FromRows([4, 1, 0.5], [1, 3, 0.2], [0.5, 0.2, 2]), [4.2, 5, 1.5])!, 1e-6);

    [TestMethod]
    public void NothingMissingScalesByOne()
    {
        var normal = Matrix.FromRows([4, 1], [1, 3]);

        Close.AreClose([1.0, 1.0], ScaleFit.Solve(normal, [5, 4])!, 1e-12);
    }

    [TestMethod]
    public void FactorsThatRunAwayAreRefused() => Assert.IsNull(ScaleFit.Solve(Matrix.FromRows([1.0]), [100]));

    [TestMethod]
    public void NumbersThatAreNotFiniteAreRefused() => Assert.IsNull(ScaleFit.Solve(Matrix.FromRows([double.NaN]), [1]));
}
