using PruneBuild.Pruning.Methods.MutualInformation;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.MutualInformation;

[TestClass]
public sealed class RenyiInformationTests
{
    private static readonly double[] sines = [.. Enumerable.Range(0, 8).Select(i => Math.Sin(i))];
    private static readonly double[] cosines = [.. Enumerable.Range(0, 8).Select(i => Math.Cos(i))];

    [TestMethod]
    [DataRow(0.5, 0.7646470, 1.3799604, 1.6150606)]
    [DataRow(1.0, 0.1449525, 0.6843043, 0.9168452)]
    public void InformationOfSinesAndCosinesIsTheGoldenOne(double bandwidth, double cross, double self, double copy)
    {
        Assert.AreEqual(cross, Information(sines, cosines, bandwidth), 1e-6);
        Assert.AreEqual(self, Information(sines, sines, bandwidth), 1e-6);
        Assert.AreEqual(copy, Information(sines, Array.ConvertAll(sines, x => (2 * x) + 1), bandwidth), 1e-6);
    }

    [TestMethod]
    public void EntropyIsTheGoldenOne()
    {
        Assert.AreEqual(1.6991945, RenyiInformation.Entropy(RenyiInformation.Kernel(sines, 0.5), 1.01), 1e-6);
        Assert.AreEqual(1.6962016, RenyiInformation.Entropy(RenyiInformation.Kernel(cosines, 0.5), 1.01), 1e-6);
    }

    [TestMethod]
    public void AConstantSaysNothing() =>
        Assert.AreEqual(0, RenyiInformation.Entropy(RenyiInformation.Kernel(new double[8], 1), 1.01), 1e-6);

    [TestMethod]
    public void SecondOrderNeedsNoEigenvalues()
    {
        var kernel = RenyiInformation.Kernel(sines, 0.5);

        Close.AreClose(RenyiInformation.Entropy(kernel, 2), RenyiInformation.Entropy(kernel, 2 + 1e-9), 1e-6);
    }

    private static double Information(double[] left, double[] right, double bandwidth) =>
        RenyiInformation.Information(RenyiInformation.Kernel(left, bandwidth), RenyiInformation.Kernel(right, bandwidth), 1.01);
}
