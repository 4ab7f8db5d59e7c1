using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Fluctuation;
using PruneBuild.Pruning.Methods.Osscar;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Reconstruction;

[TestClass]
public sealed class LeastSquaresReconstructionTests
{
    private static readonly LeastSquaresReconstruction Plain = new(new LeastSquaresOptions(0, Intercept: false));
    private static readonly LeastSquaresReconstruction WithIntercept = new(new LeastSquaresOptions(0));

    [TestMethod]
    public void TheKnownLayerGivesTheKnownWeights()
    {
        var refit = Plain.Reconstruct(Task(GoldenLayer.Kept));

        Assert.AreEqual(4.3573926, GoldenLayer.SquaredError(refit, GoldenLayer.Kept), 1e-7);
        Close.AreClose(
            [-0.056535, 0.415764, 0.901576, -1.964721, -1.493876, 0.258784, -0.829226, -1.769187, -0.414604,
                0.974827, -1.153525, -0.553150],
            refit.Weight.Values, 1e-6);
        Assert.IsNull(refit.BiasChange);
    }

    [TestMethod]
    public void TheKnownLayerWithInterceptGivesTheKnownBias()
    {
        var refit = WithIntercept.Reconstruct(Task(GoldenLayer.Kept));

        Assert.AreEqual(4.3540170, GoldenLayer.SquaredError(refit, GoldenLayer.Kept), 1e-7);
        Close.AreClose([0.121171, -0.187284, 0.298404], [.. GoldenLayer.Bias.Zip(refit.BiasChange!, (b, change) => b + change)], 1e-5);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(0.0)]
    [DataRow(0.5)]
    public void KeepingEveryFeatureChangesNothing(double? ridge)
    {
        var refit = new LeastSquaresReconstruction(new LeastSquaresOptions(ridge)).Reconstruct(Task([0, 1, 2, 3, 4, 5]));

        Close.AreClose(GoldenLayer.Weight.Values, refit.Weight.Values, 1e-10);
        Close.AreClose([0, 0, 0], refit.BiasChange, 1e-10, floor: 1);
        Assert.IsNull(refit.Note);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(0.0)]
    [DataRow(0.1)]
    [DataRow(10.0)]
    public void ItIsNeverWorseThanTheSliceOrTheMean(double? ridge)
    {
        var reconstruction = new LeastSquaresReconstruction(new LeastSquaresOptions(ridge));
        foreach (var kept in Subsets())
        {
            var refit = GoldenLayer.SquaredError(reconstruction.Reconstruct(Task(kept)), kept);

            Assert.IsLessThanOrEqualTo(GoldenLayer.SquaredError(new PlainSlice().Reconstruct(Task(kept)), kept) + 1e-9, refit);
            Assert.IsLessThanOrEqualTo(GoldenLayer.SquaredError(new MeanBias().Reconstruct(Task(kept)), kept) + 1e-9, refit);
        }
    }

    [TestMethod]
    public void AfterAnyCriterionItIsNeverWorseThanTheCriterionAlone()
    {
        foreach (var criterion in new ICriterion[] { new FluctuationCriterion(), new OsscarCriterion() })
        {
            foreach (var choice in criterion.Choose(GoldenLayer.Evidence()).Choices)
            {
                var alone = GoldenLayer.SquaredError(new PlainSlice().Reconstruct(Task([.. choice.Kept])), [.. choice.Kept]);
                var refit = GoldenLayer.SquaredError(
                    new LeastSquaresReconstruction().Reconstruct(Task([.. choice.Kept])), [.. choice.Kept]);

                Assert.IsLessThanOrEqualTo(alone + 1e-12, refit, $"{criterion.Name}, {choice.Kept.Count} kept");
            }
        }
    }

    [TestMethod]
    public void ATargetFromElsewhereIsMatched()
    {
        // Features of a network that has drifted: the target is what the original put out, not what W makes of them.
        var drifted = Matrix.Create(GoldenLayer.Rows, 6, (t, j) => GoldenLayer.Features[t, j] + (0.1 * Math.Cos((t * 1.7) + j)));
        var target = DenseAlgebra.Cpu.Multiply(GoldenLayer.Features, GoldenLayer.Weight);
        var moments = GoldenLayer.MomentsOf(drifted) with
        {
            Cross = DenseAlgebra.Cpu.TransposedMultiply(drifted, target),
            TargetSums = [.. Enumerable.Range(0, 3).Select(o => Enumerable.Range(0, GoldenLayer.Rows).Sum(t => target[t, o]))],
        };

        var refit = WithIntercept.Reconstruct(new ReconstructionTask(GoldenLayer.Weight, moments, GoldenLayer.Kept));

        Assert.IsLessThan(Error(GoldenLayer.Weight.SelectRows(GoldenLayer.Kept), null), Error(refit.Weight, refit.BiasChange));
        Assert.IsLessThan(Error(refit.Weight.Scale(1.01), refit.BiasChange), Error(refit.Weight, refit.BiasChange));

        double Error(Matrix weight, double[]? bias)
        {
            var outputs = DenseAlgebra.Cpu.Multiply(drifted.SelectColumns(GoldenLayer.Kept), weight);
            return Enumerable.Range(0, GoldenLayer.Rows)
                .Sum(t => Enumerable.Range(0, 3).Sum(o => Math.Pow(outputs[t, o] + (bias?[o] ?? 0) - target[t, o], 2)));
        }
    }

    [TestMethod]
    public void ASolveThatFailsKeepsTheSliceAndSaysSo()
    {
        var moments = GoldenLayer.Moments with { Gram = GoldenLayer.Moments.Gram!.Scale(double.NaN) };

        var refit = Plain.Reconstruct(new ReconstructionTask(GoldenLayer.Weight, moments, GoldenLayer.Kept));

        CollectionAssert.AreEqual(GoldenLayer.Weight.SelectRows(GoldenLayer.Kept).Values.ToArray(), refit.Weight.Values.ToArray());
        StringAssert.Contains(refit.Note, "the least-squares solve failed (numbers are not finite");
    }

    [TestMethod]
    public void FewRowsForTheFeaturesTakeMoreRidge()
    {
        Assert.AreEqual(LeastSquaresOptions.FewRows, new LeastSquaresOptions().RidgeFor(399, 100));
        Assert.AreEqual(LeastSquaresOptions.PlentyOfRows, new LeastSquaresOptions().RidgeFor(400, 100));
        Assert.AreEqual(0.5, new LeastSquaresOptions(0.5).RidgeFor(1, 100));
    }

    private static ReconstructionTask Task(int[] kept) => new(GoldenLayer.Weight, GoldenLayer.Moments, kept);

    private static IEnumerable<int[]> Subsets() => Enumerable.Range(1, 63)
        .Select(bits => Enumerable.Range(0, 6).Where(feature => (bits >> feature & 1) == 1).ToArray());
}
