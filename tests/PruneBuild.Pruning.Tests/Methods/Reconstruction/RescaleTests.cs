using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Tests.Methods.Reconstruction;

[TestClass]
public sealed class RescaleTests
{
    // One feature, one output: f·w should be z.
    private static readonly Matrix weight = Matrix.Create(1, 1, (_, _) => 1);

    [TestMethod]
    public void SurvivorsAreScaledTowardsTheTarget()
    {
        var result = new Rescale().Reconstruct(new ReconstructionTask(weight, Scaled(1000, by: 1.5), [0]));

        Assert.IsNull(result.Note);
        Assert.AreEqual(1.5, result.Weight[0, 0], 1e-3);
    }

    [TestMethod]
    public void ScalesThatAlsoHelpOnDataHeldOutAreThoseOfAllData()
    {
        var (all, heldOut) = (Sum(Scaled(800, by: 1.5), Scaled(200, by: 1.4)), Scaled(200, by: 1.4));

        var result = new Rescale().Reconstruct(new ReconstructionTask(weight, all, [0]) { HeldOut = heldOut });

        Assert.IsNull(result.Note);
        Assert.AreEqual(1.48, result.Weight[0, 0], 1e-3);
    }

    [TestMethod]
    public void ScalesThatDoWorseOnDataHeldOutAreDropped()
    {
        var (all, heldOut) = (Sum(Scaled(800, by: 1.5), Scaled(200, by: 1.1)), Scaled(200, by: 1.1));

        var result = new Rescale().Reconstruct(new ReconstructionTask(weight, all, [0]) { HeldOut = heldOut });

        StringAssert.Contains(result.Note, "held out");
        Assert.AreEqual(1, result.Weight[0, 0]);
    }

    [TestMethod]
    public void ScalesThatAreNotDeterminedAreDropped()
    {
        var result = new Rescale().Reconstruct(new ReconstructionTask(weight, Scaled(1000, by: 11), [0]));

        StringAssert.Contains(result.Note, "not determined");
        Assert.AreEqual(1, result.Weight[0, 0]);
    }

    // Rows of f = ±1 with targets of by·f.
    private static Moments Scaled(int rows, double by) => new(
        rows, [0], [rows], Matrix.Create(1, 1, (_, _) => rows), Matrix.Create(1, 1, (_, _) => by * rows), [0]);

    private static Moments Sum(Moments one, Moments other) => new(
        one.Rows + other.Rows, [0], [one.SquareSums[0] + other.SquareSums[0]], Matrix.Create(1, 1, (_, _) => one.Gram![0, 0] + other.Gram![0, 0]),
        Matrix.Create(1, 1, (_, _) => one.Cross![0, 0] + other.Cross![0, 0]), [0]);
}
