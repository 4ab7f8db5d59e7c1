using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class SparseLlmTests
{
    private const int Rows = 240;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void BothLayersTogetherEndNearerToTheDenseOutputThanSparseGptAlone(bool gated)
    {
        var (first, last) = (0.0, 0.0);
        for (var seed = 0; seed < 5; seed++)
        {
            var pruned = SparseLlm.Prune(Layers(gated, seed, MaskCases.Half));
            Assert.HasCount(4, pruned.Errors);
            Assert.IsLessThanOrEqualTo(pruned.Errors[0], pruned.Errors.Min());
            (first, last) = (first + pruned.Errors[0], last + pruned.Errors.Min());
        }

        Assert.IsLessThan(0.97 * first, last);
    }

    [TestMethod]
    public void OneTurnIsSparseGptLayerByLayer()
    {
        var layers = Layers(gated: false, 1, MaskCases.TwoOfFour);
        var pruned = SparseLlm.Prune(layers, epochs: 1);

        var up = SparseGpt.Prune(layers.Up[0].Weight, DenseAlgebra.Cpu.Gram(layers.Inputs), MaskCases.TwoOfFour);
        CollectionAssert.AreEqual(up.Weight!.Values.ToArray(), pruned.Up[0].Weight!.Values.ToArray());
        CollectionAssert.AreEqual(up.Mask!.Kept.ToArray(), pruned.Up[0].Mask!.Kept.ToArray());
    }

    [TestMethod]
    public void CountsAreExactAndTheErrorIsThatOfTheLayersAsTheyRun()
    {
        var layers = Layers(gated: true, 2, MaskCases.TwoOfFour);
        var pruned = SparseLlm.Prune(layers);

        foreach (var layer in pruned.Up.Append(pruned.Down!))
            Assert.AreEqual(0.5, layer.Mask!.Sparsity, 1e-12);
        var wanted = Output(layers, layers.Up[0].Weight, layers.Up[1].Weight, layers.Down.Weight);
        var got = Output(layers, pruned.Up[0].Weight!, pruned.Up[1].Weight!, pruned.Down!.Weight!);
        Assert.AreEqual(pruned.Errors.Min(), got.Subtract(wanted).SquaredNorm() / wanted.SquaredNorm(), 1e-9);
    }

    [TestMethod]
    public void WhatLeavesTheFunctionMovesToTheMinimum()
    {
        var (made, wanted, down) = (RandomMatrices.Normal(7, 6, 1), RandomMatrices.Normal(7, 3, 2), RandomMatrices.Normal(6, 3, 3));
        double Cost(Matrix p) => p.Subtract(made).SquaredNorm() + DenseAlgebra.Cpu.Multiply(p, down).Subtract(wanted).SquaredNorm();

        var between = SparseLlm.Between(made, wanted, down, DenseAlgebra.Cpu);

        for (var seed = 0; seed < 20; seed++)
            Assert.IsGreaterThan(Cost(between), Cost(between.AddScaled(1e-3, RandomMatrices.Normal(7, 6, 10 + seed))));
    }

    [TestMethod]
    public void NumbersThatAreNoneAreAStatus()
    {
        var layers = Layers(gated: false, 1, MaskCases.Half);
        var broken = layers with { Inputs = Matrix.Create(Rows, 12, (row, _) => row == 3 ? double.NaN : 1) };

        var pruned = SparseLlm.Prune(broken);

        Assert.AreEqual(SolveStatus.NotFinite, pruned.Status);
        Assert.IsNull(pruned.Down);
    }

    private static FeedForward Layers(bool gated, int seed, SparsityTarget target)
    {
        // Inputs that hang together, as activations do.
        var inputs = DenseAlgebra.Cpu.Multiply(
            RandomMatrices.Normal(Rows, 16, (100 * seed) + 1), RandomMatrices.Normal(16, 12, (100 * seed) + 2)).Scale(0.3);
        EntryLayer[] up = [.. Enumerable.Range(0, gated ? 2 : 1).Select(layer => new EntryLayer(
            RandomMatrices.Normal(12, 24, (100 * seed) + 3 + layer), target,
            RandomMatrices.Normal(1, 24, (100 * seed) + 5 + layer).Values.ToArray()))];
        return new FeedForward(
            inputs, up, new PrunedLayer(RandomMatrices.Normal(24, 8, (100 * seed) + 9), target), gated ? Activation.Silu : Activation.Relu);
    }

    private static Matrix Output(FeedForward layers, Matrix up, Matrix gate, Matrix down)
    {
        var (through, share) = (DenseAlgebra.Cpu.Multiply(layers.Inputs, up), DenseAlgebra.Cpu.Multiply(layers.Inputs, gate));
        return DenseAlgebra.Cpu.Multiply(
            Matrix.Create(
                Rows, 24, (i, j) => (through[i, j] + layers.Up[0].Bias[j]) * layers.Function.Value(share[i, j] + layers.Up[1].Bias[j])),
            down);
    }
}
