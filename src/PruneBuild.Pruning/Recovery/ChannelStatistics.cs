using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Recovery;

/// <summary>Mean and standard deviation of each channel of a value.</summary>
/// <param name="Means">One for each channel.</param>
/// <param name="Deviations">The same, of the population.</param>
public sealed record ChannelStatistics(double[] Means, double[] Deviations)
{
    /// <summary>Statistics over batches.</summary>
    /// <param name="values">The value and what its rows count, broadcast to it, batch by batch.</param>
    /// <param name="axis">The axis of channels.</param>
    public static ChannelStatistics Of(IEnumerable<(Tensor Value, Tensor Weights)> values, int axis)
    {
        double[] sums = [], squares = [];
        var count = 0.0;
        foreach (var (value, weights) in values)
        {
            var walk = new ChannelWalk(value.Shape.Span, axis);
            if (sums.Length == 0)
                (sums, squares) = (new double[walk.Channels], new double[walk.Channels]);
            var (numbers, rows) = (value.ToFloats(), weights.ToFloats());
            for (var i = 0; i < numbers.Length; i++)
            {
                var weight = rows[walk.Row(i, rows.Length)];
                var channel = walk.Channel(i);
                sums[channel] += weight * (double)numbers[i];
                squares[channel] += weight * (double)numbers[i] * numbers[i];
                count += weight;
            }
        }

        var each = Math.Max(count / Math.Max(1, sums.Length), double.Epsilon);
        double[] means = [.. sums.Select(sum => sum / each)];
        return new ChannelStatistics(
            means, [.. squares.Zip(means, (square, mean) => Math.Sqrt(Math.Max(0, (square / each) - (mean * mean))))]);
    }

    /// <summary>Squared distance of a·y + b from another value, channel by channel.</summary>
    /// <param name="values">y, what it is compared with, and what rows count, batch by batch.</param>
    /// <param name="map">a and b.</param>
    /// <param name="axis">The axis of channels.</param>
    public static double[] Distances(IEnumerable<(Tensor Value, Tensor Other, Tensor Weights)> values, ChannelMap map, int axis)
    {
        var distances = new double[map.Factors.Length];
        foreach (var (value, other, weights) in values)
        {
            var walk = new ChannelWalk(value.Shape.Span, axis);
            var (numbers, targets, rows) = (value.ToFloats(), other.ToFloats(), weights.ToFloats());
            for (var i = 0; i < numbers.Length; i++)
            {
                var channel = walk.Channel(i);
                var distance = (map.Factors[channel] * numbers[i]) + map.Shifts[channel] - targets[i];
                distances[channel] += rows[walk.Row(i, rows.Length)] * distance * distance;
            }
        }

        return distances;
    }

    /// <summary>Which channel, and which row of the first axes, an element of a tensor is in.</summary>
    private readonly struct ChannelWalk(ReadOnlySpan<long> shape, int axis)
    {
        private readonly int inner = Product(shape[(axis + 1)..]);
        private readonly int all = Product(shape);

        public int Channels { get; } = (int)shape[axis];

        public int Channel(int element) => element / inner % Channels;

        public int Row(int element, int rows) => (int)((long)element * rows / all);

        private static int Product(ReadOnlySpan<long> sizes)
        {
            var product = 1;
            foreach (var size in sizes)
                product *= (int)size;
            return product;
        }
    }
}
