using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests.Sparsity;

/// <summary>Small layers whose results two independent implementations computed, and synthetic ones for what holds on average.</summary>
internal static class MaskCases
{
    public static readonly SparsityTarget.Pattern TwoOfFour = new(2, 4);

    public static readonly SparsityTarget.Share Half = new(0.5);

    /// <summary>Case A: four features, six rows.</summary>
    public static Matrix Features { get; } = Matrix.FromRows(
        [1, 2, 0, 1, -1, 1], [2, 1, 1, 0, 0, 1], [0, 2, 6, 2, 2, 0], [3, 0, 3, 6, 3, -3]).Transpose();

    /// <summary>W of y = xW: the transpose of what the literature writes.</summary>
    public static Matrix Weight { get; } = Outputs([0.6, -1.3, 0.5, 0.4], [-0.3, -0.5, 0.2, 1.0]);

    public static Matrix Gram { get; } = DenseAlgebra.Cpu.Gram(Features);

    public static SecondMoments Moments { get; } = new(6, Gram, [4, 5, 12, 12]);

    /// <summary>Case B: all criteria agree.</summary>
    public static Matrix AgreeingGram { get; } = Matrix.FromRows([8, 5, 2, 1], [5, 7, 4, 2], [2, 4, 12, 6], [1, 2, 6, 8]);

    public static Matrix AgreeingWeight { get; } = Outputs([0.9, -0.4, 0.5, 0.2], [-0.3, 0.8, 0.1, -0.7]);

    /// <summary>A matrix given output by output.</summary>
    public static Matrix Outputs(params double[][] outputs) => Matrix.FromRows(outputs).Transpose();

    /// <summary>A mask given output by output, such as "0110", "0011".</summary>
    public static WeightMask Mask(params string[] outputs) =>
        WeightMask.FromRowMajor(
            outputs[0].Length, outputs.Length,
            [.. Enumerable.Range(0, outputs[0].Length).SelectMany(i => outputs.Select(output => output[i] == '1'))]);

    /// <summary>The kept flags output by output: "0110 0011".</summary>
    public static string Words(WeightMask? mask)
    {
        Assert.IsNotNull(mask);
        return string.Join(' ', Enumerable.Range(0, mask.Outputs)
            .Select(o => string.Concat(Enumerable.Range(0, mask.Features).Select(i => mask[i, o] ? '1' : '0'))));
    }

    public static WeightMask Wanda(Matrix weight, Matrix gram, SparsityTarget target, SelectionScope scope = SelectionScope.Output) =>
        MaskSelection.RemoveSmallest(WeightScores.Wanda(weight, gram.Diagonal()), target, scope)!;

    public static WeightMask Magnitude(Matrix weight, SparsityTarget target) =>
        MaskSelection.RemoveSmallest(WeightScores.Magnitude(weight), target, SelectionScope.Layer)!;

    /// <summary>Sixteen factors behind 64 features with log-normal scales and means that are not zero, 512 rows, 32 outputs.</summary>
    public static (Matrix Weight, Matrix Gram) Synthetic(int seed)
    {
        const int Features = 64;
        var factors = RandomMatrices.Normal(512, 16, seed);
        var loadings = RandomMatrices.Normal(16, Features, seed + 1000);
        var noise = RandomMatrices.Normal(512, Features, seed + 2000);
        var scales = RandomMatrices.Normal(2, Features, seed + 3000);
        var mixed = DenseAlgebra.Cpu.Multiply(factors, loadings);
        var x = Matrix.Create(512, Features, (t, j) =>
            Math.Exp(0.8 * scales[0, j]) * ((0.25 * mixed[t, j]) + (0.5 * noise[t, j]) + (0.3 * scales[1, j])));
        return (RandomMatrices.Normal(Features, 32, seed + 4000).Scale(0.1), DenseAlgebra.Cpu.Gram(x));
    }

    /// <summary>The same with every second feature always zero.</summary>
    public static Matrix WithoutOddFeatures(Matrix gram) =>
        Matrix.Create(gram.Rows, gram.Columns, (i, j) => i % 2 != 0 || j % 2 != 0 ? 0 : gram[i, j]);

    /// <summary>So many weights went, none of them of an even feature, and those of odd ones that stay are what they were.</summary>
    public static void OnlyDeadFeaturesLost(Matrix weight, PrunedWeights pruned, int removed)
    {
        Assert.AreEqual((weight.Rows * weight.Columns) - removed, pruned.Mask!.KeptCount);
        for (var feature = 0; feature < weight.Rows; feature++)
            for (var output = 0; output < weight.Columns; output++)
            {
                if (feature % 2 == 0)
                    Assert.IsTrue(pruned.Mask[feature, output], $"live feature {feature}, output {output}");
                else
                    Assert.AreEqual(
                        pruned.Mask[feature, output] ? weight[feature, output] : 0, pruned.Weight![feature, output],
                        $"dead feature {feature}, output {output}");
            }
    }
}
