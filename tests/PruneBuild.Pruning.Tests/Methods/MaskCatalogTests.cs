using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.Sds;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods;

/// <summary>What every mask method promises.</summary>
[TestClass]
public sealed class MaskCatalogTests
{
    private const int Features = 24;

    private const int Outputs = 10;

    public static IEnumerable<string> Names => MaskCatalog.Presets.Select(preset => preset.Name);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ShareAndPatternAreMetExactly(string name)
    {
        foreach (SparsityTarget target in (SparsityTarget[])[new SparsityTarget.Share(0.5), new SparsityTarget.Share(0.83),
            new SparsityTarget.Pattern(2, 4), new SparsityTarget.Pattern(1, 5)])
        {
            var (task, pruned) = Pruned(name, target);
            if (target is SparsityTarget.Pattern pattern)
            {
                for (var output = 0; output < Outputs; output++)
                    Assert.IsTrue(pruned.Mask!.KeptOf(output).GroupBy(i => i / pattern.Of).All(
                        group => group.Count() == pattern.KeptIn(Math.Min(pattern.Of, Features - (group.Key * pattern.Of)))), $"{target}");
            }
            else if (task.Scope == SelectionScope.Output)
            {
                for (var output = 0; output < Outputs; output++)
                    Assert.HasCount(Features - ((SparsityTarget.Share)target).RemovedOf(Features), pruned.Mask!.KeptOf(output));
            }
            else
            {
                Assert.AreEqual(
                    (Features * Outputs) - ((SparsityTarget.Share)target).RemovedOf(Features * Outputs),
                    pruned.Mask!.KeptCount, $"{target}");
            }

            Assert.IsTrue(pruned.Weight!.Values.ToArray().Where((_, i) => !pruned.Mask!.Kept[i])
                .All(value => BitConverter.DoubleToInt64Bits(value) == 0));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void NothingRemovedChangesNothing(string name)
    {
        var (task, pruned) = Pruned(name, new SparsityTarget.Share(0));
        Assert.AreEqual(Features * Outputs, pruned.Mask!.KeptCount);
        Close.AreClose(task.Weight.Values, pruned.Weight!.Values, 1e-3);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EverythingRemovedIsZero(string name)
    {
        var (_, pruned) = Pruned(name, new SparsityTarget.Share(1));
        Assert.AreEqual(0, pruned.Mask!.KeptCount);
        Assert.AreEqual(0, pruned.Weight!.SquaredNorm());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheScaleOfTheDataDoesNotMatter(string name)
    {
        var preset = MaskCatalog.Preset(name)!;
        var task = Task(preset, new SparsityTarget.Share(0.5), 1);
        var scaled = Task(preset, new SparsityTarget.Share(0.5), 4);
        Assert.IsTrue(preset.Method.Prune(task).Mask!.Kept.SequenceEqual(preset.Method.Prune(scaled).Mask!.Kept));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheExactUpdateIsNeverWorse(string name)
    {
        var (task, pruned) = Pruned(name, new SparsityTarget.Share(0.6));
        var refit = new MaskedRefit(0.001).Update(task, pruned);
        Assert.IsNull(refit.Note);
        var damped = task.Gram.AddToDiagonal(0.001 * task.Gram.Diagonal().Average());
        Assert.IsLessThanOrEqualTo(
            LayerError.Squared(damped, task.Weight, pruned.Weight!) * (1 + 1e-12), LayerError.Squared(damped, task.Weight, refit.Weight));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void FactorsKeepZerosAndNeverRaiseTheError(string name)
    {
        var (task, pruned) = Pruned(name, new SparsityTarget.Share(0.6));
        var scaled = new MaskedRescale(0).Update(task, pruned);
        Assert.IsNull(scaled.Note);
        Assert.IsTrue(scaled.Weight.Values.ToArray().Where((_, i) => !pruned.Mask!.Kept[i]).All(value => value == 0));
        Assert.IsLessThanOrEqualTo(
            LayerError.Squared(task.Gram, task.Weight, pruned.Weight!) * (1 + 1e-12),
            LayerError.Squared(task.Gram, task.Weight, scaled.Weight));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SdsPrunesTwiceByAnyMethod(string name)
    {
        var method = MaskCatalog.Preset(name)!.Method;
        var task = Task(MaskCatalog.Preset("sds")!, new SparsityTarget.Share(0.6), 1);
        var own = new SdsMask().Prune(task);
        var (first, second) = (new SdsMask(first: method).Prune(task), new SdsMask(second: method).Prune(task));
        foreach (var pruned in (PrunedWeights[])[first, second])
        {
            Assert.IsTrue(pruned.IsSolved, $"{pruned.Status}");
            Assert.AreEqual(own.Mask!.KeptCount, pruned.Mask.KeptCount, 0.05 * Features * Outputs);
            Assert.IsLessThan(
                LayerError.Squared(task.Gram, task.Weight, Matrix.Zero(Features, Outputs)),
                LayerError.Squared(task.Gram, task.Weight, pruned.Weight));
        }

        Assert.IsFalse(own.Weight!.Values.SequenceEqual(second.Weight!.Values), "the second pruning is another method's");
    }

    [TestMethod]
    public void GoldenBiasCorrections()
    {
        Correct(
            [[8, 5, 4, 3], [5, 7, 8, 6], [4, 8, 48, 36], [3, 6, 36, 72]], [4, 5, 12, 12], [[0.6, -1.3, 0.5, 0.4], [-0.3, -0.5, 0.2, 1.0]],
            "0110 0011", [1.2, -0.616667], 19.81, 8.888333);
        Correct(
            [[8, 5, 2, 1], [5, 7, 4, 2], [2, 4, 12, 6], [1, 2, 6, 8]], [4, 5, 6, 4], [[0.9, -0.4, 0.5, 0.2], [-0.3, 0.8, 0.1, -0.7]],
            "1010 0101", [-0.2, -0.1], 1.84, 1.54);

        static void Correct(double[][] gram, double[] sums, double[][] outputs, string kept, double[] expected, double before, double after)
        {
            var (weight, moments) = (Matrix.FromRows(outputs).Transpose(), Matrix.FromRows(gram));
            var masks = kept.Split(' ');
            var mask = WeightMask.FromRowMajor(4, 2, [.. Enumerable.Range(0, 8).Select(place => masks[place % 2][place / 2] == '1')]);
            var task = new MaskTask(
                weight, new Moments(6, sums, moments.Diagonal(), moments, null, null),
                new SparsityTarget.Pattern(2, 4), SelectionScope.Output);
            var change = new MaskedMeanBias().Update(task, task.With(mask)).BiasChange!;
            Close.AreClose(expected, change, 1e-6);
            var error = LayerError.Squared(moments, weight, mask.Apply(weight));
            Assert.AreEqual(before, error, 1e-9);
            Assert.AreEqual(after, error - (6 * change.Sum(value => value * value)), 1e-6);
        }
    }

    [TestMethod]
    public void TheMeanErrorMovesIntoTheBias()
    {
        var (task, pruned) = Pruned("wanda", new SparsityTarget.Share(0.6));
        var change = new MaskedMeanBias().Update(task, pruned).BiasChange!;
        var difference = task.Weight.Subtract(pruned.Weight!);
        for (var output = 0; output < Outputs; output++)
        {
            var mean = Enumerable.Range(0, Features).Sum(i => difference[i, output] * task.Features!.Sums[i] / task.Features.Rows);
            Assert.AreEqual(mean, change[output], 1e-12);
        }
    }

    private static (MaskTask Task, PrunedWeights Pruned) Pruned(string name, SparsityTarget target)
    {
        var preset = MaskCatalog.Preset(name)!;
        var task = Task(preset, target, 1);
        var pruned = preset.Method.Prune(task);
        Assert.IsTrue(pruned.IsSolved, $"{pruned.Status}");
        return (task, pruned);
    }

    private static MaskTask Task(MaskPreset preset, SparsityTarget target, double scale)
    {
        const int Rows = 300;
        var noise = Matrix.FromRowMajor(Rows, Features, SeededValues.Floats(1, Rows * Features));
        var mixing = Matrix.FromRowMajor(Features, Features, SeededValues.Floats(2, Features * Features));
        var x = DenseAlgebra.Cpu.Multiply(noise, mixing.AddToDiagonal(1))
            .AddScaled(0.3, Matrix.Create(Rows, Features, (_, j) => j % 3)).Scale(scale);
        var gram = DenseAlgebra.Cpu.Gram(x);
        double[] sums = [.. Enumerable.Range(0, Features).Select(j => Enumerable.Range(0, Rows).Sum(t => x[t, j]))];
        var weight = Matrix.FromRowMajor(Features, Outputs, SeededValues.Floats(3, Features * Outputs));
        return new MaskTask(
            weight, new Moments(Rows, sums, gram.Diagonal(), gram, null, null), target, preset.Method.ScopeOf(convolution: false));
    }
}
