using PruneBuild.Pruning.Methods.Hywia;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Hywia;

[TestClass]
public sealed class HywiaCriterionTests
{
    // Dispersions 0.5 and 0: a = 1/(1 + e^−0.5) = 0.622459 at temperature 1.
    private static readonly double[] telling = [0.5, 1.5];
    private static readonly double[] flat = [1, 1];

    [TestMethod]
    public void TheMoreDiscriminativeSignalWeighsMore() =>
        Close.AreClose([0.6887703, 1.3112297], HywiaCriterion.Fuse(telling, flat, 1), 1e-6);

    [TestMethod]
    public void FusionTreatsBothAlike() =>
        Close.AreClose(HywiaCriterion.Fuse(telling, flat, 1), HywiaCriterion.Fuse(flat, telling, 1), 1e-12);

    [TestMethod]
    public void ALowTemperatureChoosesOneAndAHighOneTakesTheMean()
    {
        Close.AreClose(telling, HywiaCriterion.Fuse(telling, flat, 1e-3), 1e-9);
        Close.AreClose([0.75, 1.25], HywiaCriterion.Fuse(telling, flat, 1e9), 1e-6);
    }

    [TestMethod]
    public void EqualUnitsOfNoImportanceStayNumbers() =>
        CollectionAssert.AreEqual(new double[] { 0, 0 }, HywiaCriterion.Fuse([0, 0], [0, 0], 1));
}
