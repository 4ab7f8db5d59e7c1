using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class LayerScalesTests
{
    private static Matrix Wanda { get; } = MaskCases.Mask("0110", "0011").Apply(MaskCases.Weight);

    [TestMethod]
    public void GoldenScalesOfOutputs()
    {
        var factors = LayerScales.OfOutputs(MaskCases.Gram, MaskCases.Weight, Wanda);
        MatrixAssert.AreClose([1.102755, 0.944067], factors, 1e-5);
        var scaled = Matrix.Create(4, 2, (i, o) => Wanda[i, o] * factors[o]);
        MatrixAssert.AreClose(MaskCases.Outputs([0, -1.433582, 0.551378, 0], [0, 0, 0.188813, 0.944067]), scaled, 1e-5);
        Assert.AreEqual(19.391889, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, scaled), 1e-5);
    }

    [TestMethod]
    public void GoldenScalesOfFeatures()
    {
        var factors = LayerScales.OfFeatures(MaskCases.Gram, MaskCases.Weight, Wanda, 0)!;
        MatrixAssert.AreClose([1, 0.594442, 1.427356, 0.903098], factors, 1e-5);
        Assert.AreEqual(
            13.439725, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, Matrix.Create(4, 2, (i, o) => Wanda[i, o] * factors[i])), 1e-5);
    }

    [TestMethod]
    public void NoFactorIsBetterNearby()
    {
        var (weight, gram) = MaskCases.Synthetic(1);
        var pruned = MaskCases.Wanda(weight, gram, MaskCases.Half).Apply(weight);
        var factors = LayerScales.OfFeatures(gram, weight, pruned, 0)!;
        var best = Error(factors);
        foreach (var i in Enumerable.Range(0, factors.Length).Where(i => pruned.Row(i).ContainsAnyExcept(0)))
        {
            foreach (var step in (double[])[-0.1, 0.1])
                Assert.IsLessThan(Error([.. factors.Select((factor, j) => j == i ? factor + step : factor)]), best);
        }

        double Error(double[] tried) => LayerError.Squared(gram, weight, Matrix.Create(64, 32, (i, o) => pruned[i, o] * tried[i]));
    }

    [TestMethod]
    public void AnOutputWithoutWeightsKeepsItsFactor() =>
        Assert.AreEqual(
            1, LayerScales.OfOutputs(MaskCases.Gram, MaskCases.Weight, MaskCases.Mask("0000", "0011").Apply(MaskCases.Weight))[0]);
}
