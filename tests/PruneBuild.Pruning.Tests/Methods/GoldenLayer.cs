using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Methods;

/// <summary>The layer whose results were computed independently: twelve rows, six features, three outputs.</summary>
internal static class GoldenLayer
{
    public const int Rows = 12;

    public static readonly double[] Bias = [0.1, -0.2, 0.3];

    public static readonly int[] Kept = [0, 2, 3, 5];

    public static Matrix Features { get; } = Matrix.Create(Rows, 6, (t, j) => Math.Sin((0.9 * t * t) + (1.7 * j) + (0.31 * t * j) + 0.3));

    public static Matrix Weight { get; } = Matrix.Create(6, 3, (i, o) => Math.Sin((1.1 * i * i) + (0.6 * o) + (0.23 * i * o) + 0.3));

    public static Moments Moments { get; } = MomentsOf(Features);

    public static Moments MomentsOf(Matrix features)
    {
        var gram = DenseAlgebra.Cpu.Gram(features);
        return new Moments(features.Rows, Sums(features), gram.Diagonal(), gram, null, null);
    }

    /// <summary>The layer as a group of units of so many features.</summary>
    public static GroupEvidence Evidence(
        StructureKind kind = StructureKind.Neurons, int width = 1, Matrix? weight = null, Moments? moments = null)
    {
        var matrix = weight ?? Weight;
        var pattern = new AxisPattern(matrix.Rows, 0, matrix.Rows / width, width, []);
        var consumer = new Consumer("y", 0, "f", 1, pattern, ConsumerKind.Linear, "w", false, matrix.Columns, 1);
        return new GroupEvidence(
            new PruneGroup("layer", kind, matrix.Rows / width, [], [consumer], width),
            [new ConsumerEvidence(consumer, matrix, moments ?? Moments)], name => throw new NotSupportedException(name));
    }

    /// <summary>‖F_P V + 1cᵀ − FW‖²_F, row by row.</summary>
    public static double SquaredError(Reconstructed layer, IReadOnlyList<int> kept)
    {
        var outputs = DenseAlgebra.Cpu.Multiply(Features.SelectColumns(kept), layer.Weight);
        var wanted = DenseAlgebra.Cpu.Multiply(Features, Weight);
        var error = 0.0;
        for (var row = 0; row < Rows; row++)
            for (var output = 0; output < 3; output++)
                error += Math.Pow(outputs[row, output] + (layer.BiasChange?[output] ?? 0) - wanted[row, output], 2);
        return error;
    }

    private static double[] Sums(Matrix features) =>
        [.. Enumerable.Range(0, features.Columns).Select(j => Enumerable.Range(0, features.Rows).Sum(t => features[t, j]))];
}
