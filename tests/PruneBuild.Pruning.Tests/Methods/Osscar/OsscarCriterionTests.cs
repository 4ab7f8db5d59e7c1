using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Osscar;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Methods.Osscar;

[TestClass]
public sealed class OsscarCriterionTests
{
    private static readonly OsscarCriterion Exact = new(new OsscarOptions(RidgePerDiagonal: 0, NeuronsPerRound: 1));

    [TestMethod]
    public void TheLossIsTheErrorThatTheBestRefitLeaves()
    {
        var energy = Energy();
        foreach (var choice in Exact.Choose(GoldenLayer.Evidence()).Choices)
        {
            var refit = new LeastSquaresReconstruction(new LeastSquaresOptions(0)).Reconstruct(
                new ReconstructionTask(GoldenLayer.Weight, GoldenLayer.Moments, [.. choice.Kept]));

            Assert.AreEqual(GoldenLayer.SquaredError(refit, [.. choice.Kept]) / energy, choice.Loss, 1e-9, $"{choice.Kept.Count} kept");
        }
    }

    [TestMethod]
    public void OfTwoUnitsThatSayTheSameOneGoesForNothing()
    {
        var features = Matrix.Create(20, 4, (t, j) => j == 3 ? -2 * Math.Sin(t) : Math.Sin(t * (j + 1)));
        var evidence = GoldenLayer.Evidence(weight: Matrix.Create(4, 2, (i, o) => 1 + i + o), moments: GoldenLayer.MomentsOf(features));

        var choices = new OsscarCriterion(new OsscarOptions(1e-9, 1)).Choose(evidence).Choices;

        Assert.AreEqual(0, choices[1].Loss, 1e-6);
        Assert.IsTrue(!choices[1].Kept.Contains(0) || !choices[1].Kept.Contains(3));
        Assert.IsGreaterThan(0.01, choices[2].Loss);
    }

    /// <summary>As where all records are alike: nothing about their mean is left to compare losses with.</summary>
    [TestMethod]
    public void DataThatMovesNoOutputLeavesFiniteLosses()
    {
        var features = Matrix.Create(20, 6, (_, j) => 0.1 * (j + 1));

        var choices = new OsscarCriterion(new OsscarOptions(0.01, 1)).Choose(
            GoldenLayer.Evidence(moments: GoldenLayer.MomentsOf(features))).Choices;

        Assert.IsTrue(choices.All(choice => double.IsFinite(choice.Loss)), string.Join(", ", choices.Select(choice => choice.Loss)));
    }

    [TestMethod]
    public void HeadsAreWeighedWhole()
    {
        var choices = Exact.Choose(GoldenLayer.Evidence(StructureKind.Heads, 2)).Choices;

        CollectionAssert.AreEqual(new[] { 3, 2, 1 }, choices.Select(choice => choice.Kept.Count).ToArray());
        var best = Enumerable.Range(0, 3).Select(head => Error([.. Enumerable.Range(0, 6).Where(feature => feature / 2 != head)])).Min();
        Assert.AreEqual(best / Energy(), choices[1].Loss, 1e-9);
    }

    [TestMethod]
    public void TwoConsumersAreWeighedTogetherAndRelativeToTheirOutputs()
    {
        var one = GoldenLayer.Evidence();
        var loud = one.Consumers[0] with { Weight = GoldenLayer.Weight.Scale(1000) };

        var twice = Exact.Choose(one with { Consumers = [one.Consumers[0], one.Consumers[0]] });
        var scaled = Exact.Choose(one with { Consumers = [one.Consumers[0], loud] });

        CollectionAssert.AreEqual(
            twice.Choices.Select(choice => string.Join(',', choice.Kept)).ToArray(),
            scaled.Choices.Select(choice => string.Join(',', choice.Kept)).ToArray());
        Assert.AreEqual(twice.Choices[^1].Loss, scaled.Choices[^1].Loss, 1e-9);
    }

    [TestMethod]
    public void OfTwoConsumersTheLossIsThatOfTheBestRefitsToo()
    {
        var one = GoldenLayer.Evidence();
        var own = Exact.Choose(one).Choices;
        var first = Enumerable.Range(0, 6).Except(own[1].Kept).Single();
        var other = GoldenLayer.Evidence(weight: Matrix.Create(6, 2, (i, o) => i == first ? 5 : Math.Cos((3 * i) + o)));
        var its = Exact.Choose(other).Choices;

        var together = Exact.Choose(one with { Consumers = [one.Consumers[0], other.Consumers[0]] }).Choices;

        CollectionAssert.AreNotEqual(own[1].Kept.ToArray(), its[1].Kept.ToArray(), "they disagree");
        // One unit less: the sum of what it costs each of them, and of all units the least.
        double[] sums = [.. Enumerable.Range(0, 6).Select(unit => Loss(one, unit) + Loss(other, unit))];
        Assert.AreEqual(sums.Min(), together[1].Loss, 1e-9);
        CollectionAssert.DoesNotContain(together[1].Kept.ToArray(), Array.IndexOf(sums, sums.Min()));

        static double Loss(GroupEvidence evidence, int unit)
        {
            var (consumer, kept) = (evidence.Consumers[0], Enumerable.Range(0, 6).Where(other => other != unit).ToArray());
            var moments = consumer.Moments!.ToSecondMoments();
            var refit = new LeastSquaresReconstruction(new LeastSquaresOptions(0))
                .Reconstruct(new ReconstructionTask(consumer.Weight, consumer.Moments!, kept));
            var change = Matrix.Create(
                6, consumer.Weight.Columns,
                (i, o) => (Array.IndexOf(kept, i) is >= 0 and var at ? refit.Weight![at, o] : 0) - consumer.Weight[i, o]);
            return OsscarMoments.OutputEnergy(moments, change) / OsscarMoments.OutputEnergy(moments, consumer.Weight);
        }
    }

    [TestMethod]
    public void LocalSearchNeverMakesASetWorseAndSaysItsLoss()
    {
        // Six units a round: too many leave together.
        var (evidence, improved) = (GoldenLayer.Evidence(), 0);
        var criterion = new OsscarCriterion(new OsscarOptions(0, NeuronsPerRound: 6, SwapRounds: 30));
        var energy = Energy();
        foreach (var choice in criterion.Choose(evidence).Choices.Where(choice => choice.Kept.Count < 6))
        {
            var refined = criterion.Refine(evidence, choice);

            Assert.HasCount(choice.Kept.Count, refined.Kept);
            Assert.AreEqual(Error([.. refined.Kept]) / energy, refined.Loss, 1e-9);
            Assert.IsLessThanOrEqualTo(Error([.. choice.Kept]) + 1e-9, Error([.. refined.Kept]));
            improved += refined.Kept.SequenceEqual(choice.Kept) ? 0 : 1;
        }

        Assert.IsGreaterThan(0, improved);
    }

    private static double Error(int[] kept) => GoldenLayer.SquaredError(
        new LeastSquaresReconstruction(new LeastSquaresOptions(0)).Reconstruct(
            new ReconstructionTask(GoldenLayer.Weight, GoldenLayer.Moments, kept)), kept);

    /// <summary>The outputs' energy about their mean.</summary>
    private static double Energy()
    {
        var outputs = DenseAlgebra.Cpu.Multiply(GoldenLayer.Features, GoldenLayer.Weight);
        return Enumerable.Range(0, 3).Sum(o =>
        {
            var column = Enumerable.Range(0, GoldenLayer.Rows).Select(t => outputs[t, o]).ToArray();
            return column.Sum(value => Math.Pow(value - column.Average(), 2));
        });
    }
}
