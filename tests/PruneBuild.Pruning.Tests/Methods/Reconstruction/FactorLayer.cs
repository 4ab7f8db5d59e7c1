using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Tests.Methods.Reconstruction;

/// <summary>A synthetic layer: sixteen factors behind 64 features with log-normal scales and means that are not zero, 32 outputs.</summary>
internal sealed class FactorLayer
{
    public const int Features = 64;
    private const int Factors = 16;
    private const int Outputs = 32;
    private const int TestRows = 4096;

    private readonly Random random;
    private readonly double[] scales;
    private readonly double[] means;
    private readonly double[,] loadings = new double[Factors, Features];
    private readonly Matrix test;

    public FactorLayer(int seed)
    {
        random = new Random(seed);
        scales = [.. Enumerable.Range(0, Features).Select(_ => Math.Exp(0.8 * Normal()))];
        means = [.. Enumerable.Range(0, Features).Select(_ => 0.3 * Normal())];
        for (var factor = 0; factor < Factors; factor++)
            for (var feature = 0; feature < Features; feature++)
                loadings[factor, feature] = Normal() / 4;
        Weight = Matrix.Create(Features, Outputs, (_, _) => 0.1 * Normal());
        test = DenseAlgebra.Cpu.Gram(Rows(TestRows));
    }

    public Matrix Weight { get; }

    /// <summary>The layer on so many rows of calibration data, of which a fifth is held out.</summary>
    public MaskTask Task(int rows)
    {
        var (fitted, held) = (Rows(rows - (rows / 5)), Rows(rows / 5));
        var (first, second) = (Moments(fitted), Moments(held));
        var all = new Moments(
            rows, [.. first.Sums.Zip(second.Sums, (a, b) => a + b)], [.. first.SquareSums.Zip(second.SquareSums, (a, b) => a + b)],
            first.Gram!.Add(second.Gram!), null, null);
        return new MaskTask(Weight, all, new SparsityTarget.Share(0.5), SelectionScope.Output) { HeldOut = second };
    }

    /// <summary>Relative squared error on other rows.</summary>
    public double Error(Matrix weight) => LayerError.Relative(test, Weight, weight);

    private static Moments Moments(Matrix rows) => new(
        rows.Rows, [.. Enumerable.Range(0, Features).Select(j => Enumerable.Range(0, rows.Rows).Sum(t => rows[t, j]))],
        DenseAlgebra.Cpu.Gram(rows).Diagonal(), DenseAlgebra.Cpu.Gram(rows), null, null);

    private Matrix Rows(int count)
    {
        var factors = new double[Factors];
        var rows = new double[count * Features];
        for (var t = 0; t < count; t++)
        {
            for (var factor = 0; factor < Factors; factor++)
                factors[factor] = Normal();
            for (var j = 0; j < Features; j++)
            {
                var mixed = 0.0;
                for (var factor = 0; factor < Factors; factor++)
                    mixed += factors[factor] * loadings[factor, j];
                rows[(t * Features) + j] = scales[j] * (mixed + (0.5 * Normal()) + means[j]);
            }
        }

        return Matrix.Adopt(count, Features, rows);
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
