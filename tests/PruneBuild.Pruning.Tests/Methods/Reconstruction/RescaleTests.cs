using PruneBuild.Numerics.Algebra;
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

    [TestMethod]
    public void FeaturesOfAUnitGetOneFactorBesideAConstantThatIsDropped()
    {
        // Units {0, 1} and {2, 3} of four features on two outputs; the target is 1.2 times the first unit, 0.7 times the second, plus 0.4.
        var features = Matrix.Create(400, 4, (t, j) => 0.3 + Math.Sin((t * (j + 1) * 0.7) + j));
        var outgoing = Matrix.Create(4, 2, (i, o) => 1 + (0.5 * i) - o);
        var target = Matrix.Create(
            400, 2, (t, o) => 0.4 + Enumerable.Range(0, 4).Sum(j => (j < 2 ? 1.2 : 0.7) * features[t, j] * outgoing[j, o]));
        var moments = GoldenLayer.MomentsOf(features) with
        {
            Cross = DenseAlgebra.Cpu.TransposedMultiply(features, target),
            TargetSums = [.. Enumerable.Range(0, 2).Select(o => Enumerable.Range(0, 400).Sum(t => target[t, o]))],
        };
        var task = new ReconstructionTask(outgoing, moments, [0, 1, 2, 3]) { Units = [0, 0, 2, 2] };

        var result = new Rescale(perUnit: true).Reconstruct(task);

        Assert.IsNull(result.Note);
        for (var feature = 0; feature < 4; feature++)
            for (var output = 0; output < 2; output++)
                Assert.AreEqual(
                    (feature < 2 ? 1.2 : 0.7) * outgoing[feature, output], result.Weight[feature, output], 1e-4, $"{feature}, {output}");
    }

    [TestMethod]
    public void UnitsOfOneFeatureAreScaledAsFeaturesAre()
    {
        var task = new ReconstructionTask(GoldenLayer.Weight, GoldenLayer.Moments, GoldenLayer.Kept) { Units = [.. GoldenLayer.Kept] };

        CollectionAssert.AreEqual(
            new Rescale().Reconstruct(task).Weight.Values.ToArray(), new Rescale(perUnit: true).Reconstruct(task).Weight.Values.ToArray());
    }

    // Rows of f = ±1 with targets of by·f.
    private static Moments Scaled(int rows, double by) => new(
        rows, [0], [rows], Matrix.Create(1, 1, (_, _) => rows), Matrix.Create(1, 1, (_, _) => by * rows), [0]);

    private static Moments Sum(Moments one, Moments other) => new(
        one.Rows + other.Rows, [0], [one.SquareSums[0] + other.SquareSums[0]],
        Matrix.Create(1, 1, (_, _) => one.Gram![0, 0] + other.Gram![0, 0]),
        Matrix.Create(1, 1, (_, _) => one.Cross![0, 0] + other.Cross![0, 0]), [0]);
}
