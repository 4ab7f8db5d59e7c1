using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.Wanda;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Tests.Methods.Reconstruction;

[TestClass]
public sealed class JudgedRefitTests
{
    private const int Seeds = 10;

    /// <summary>With fewer rows than features a small ridge is worse than no update; a large one never is.</summary>
    [TestMethod]
    public void FewRowsWantALargeRidge()
    {
        var scarce = Means(38, 0.001, 0.1);
        Assert.IsGreaterThan(1.2 * scarce.Without, scarce.With[0]);
        Assert.IsLessThan(0.95 * scarce.Without, scarce.With[1]);

        var plenty = Means(512, 0.01, 0.1);
        Assert.IsLessThan(0.6 * plenty.Without, plenty.With[0]);
        Assert.IsLessThan(0.6 * plenty.Without, plenty.With[1]);
    }

    /// <summary>Judged by a fifth that is held out, the update is about as good as with the best ridge, whatever the data,
    /// and never worse than none.</summary>
    [TestMethod]
    [DataRow(38)]
    [DataRow(80)]
    [DataRow(160)]
    [DataRow(512)]
    public void TheRidgeIsChosenAboutRight(int rows)
    {
        var (without, tried) = Means(rows, [.. JudgedRefit.Ridges]);
        var judged = Layers().Average(layer => layer.Error(Update(layer.Task(rows), new JudgedRefit()).Weight));

        Assert.IsLessThan(0.95 * without, judged);
        Assert.IsLessThan(1.15 * tried.Min(), judged);
    }

    /// <summary>Outputs that gain nothing on held-out rows stay bit for bit what the mask left of them.</summary>
    [TestMethod]
    public void OutputsThatGainNothingStay()
    {
        var (task, kept) = (new FactorLayer(1).Task(24), 0);
        var pruned = new WandaMask().Prune(task);
        var judged = new JudgedRefit().Update(task, pruned).Weight;
        for (var output = 0; output < judged.Columns; output++)
            kept += Enumerable.Range(0, judged.Rows).All(i => judged[i, output].Equals(pruned.Weight![i, output])) ? 1 : 0;

        Assert.IsGreaterThan(0, kept);
        Assert.IsLessThan(judged.Columns, kept);
    }

    [TestMethod]
    public void WithATargetItIsTheTargetThatIsJudged()
    {
        var layer = new FactorLayer(2);
        var task = layer.Task(512);
        var other = Matrix.Create(layer.Weight.Rows, layer.Weight.Columns, (i, o) => -layer.Weight[i, o]);
        var aimed = task with { Weight = other, Features = Aimed(task.Features!, other), HeldOut = Aimed(task.HeldOut!, other) };
        var pruned = new WandaMask().Prune(aimed);

        var judged = new JudgedRefit().Update(aimed, pruned).Weight;

        Assert.IsLessThan(0.2, layer.Error(judged.Scale(-1)), "it comes near to −W, not to W");
    }

    [TestMethod]
    public void WithNothingHeldOutTheRidgeIsLarge()
    {
        var task = new FactorLayer(3).Task(128) with { HeldOut = null };
        var pruned = new WandaMask().Prune(task);

        CollectionAssert.AreEqual(
            new MaskedRefit(0.1).Update(task, pruned).Weight.Values.ToArray(),
            new JudgedRefit().Update(task, pruned).Weight.Values.ToArray());
    }

    /// <summary>What fits a bias that nobody adds would leave its mean error.</summary>
    [TestMethod]
    public void OutputsWithoutABiasAreFitWithoutOne()
    {
        var task = new FactorLayer(4).Task(512) with { TakesBias = false };
        var pruned = new WandaMask().Prune(task);
        foreach (var (with, without) in (IEnumerable<(IMaskUpdate, IMaskUpdate)>)[(new JudgedRefit(intercept: true), new JudgedRefit()),
            (new MaskedRefit(0.01, intercept: true), new MaskedRefit(0.01))])
        {
            var updated = with.Update(task, pruned);
            Assert.IsNull(updated.BiasChange);
            CollectionAssert.AreEqual(without.Update(task, pruned).Weight.Values.ToArray(), updated.Weight.Values.ToArray());
        }
    }

    private static Moments Aimed(Moments moments, Matrix goal) =>
        moments with { Cross = Numerics.Algebra.DenseAlgebra.Cpu.Multiply(moments.Gram!, goal) };

    /// <summary>Mean errors over the seeds: of the mask alone, and with each ridge.</summary>
    private static (double Without, double[] With) Means(int rows, params double[] ridges)
    {
        var errors = Layers().Select(layer =>
        {
            var task = layer.Task(rows);
            return (Without: layer.Error(new WandaMask().Prune(task).Weight!),
                With: ridges.Select(ridge => layer.Error(Update(task, new MaskedRefit(ridge)).Weight)).ToArray());
        }).ToArray();
        return (errors.Average(one => one.Without), [.. ridges.Select((_, i) => errors.Average(one => one.With[i]))]);
    }

    private static IEnumerable<FactorLayer> Layers() => Enumerable.Range(0, Seeds).Select(seed => new FactorLayer(seed));

    private static UpdatedWeights Update(MaskTask task, IMaskUpdate update) => update.Update(task, new WandaMask().Prune(task));
}
