using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>A sample of rows of a value, padding left out, every row with the same chance. Result:
/// [at most Rows, Size], in data order.</summary>
/// <param name="Value">The value.</param>
/// <param name="Axis">Axis of the columns.</param>
/// <param name="Size">Number of columns.</param>
/// <param name="Rows">How many rows to keep.</param>
/// <param name="Seed">Seed of the draw.</param>
/// <remarks>Bottom-k sampling: each row has a pseudo-random key made of seed, batch and position, and the rows with the smallest keys stay.
/// One pass, without knowing how many rows will come; the same rows for the same data.</remarks>
public sealed record RowSampleRequest(string Value, int Axis, int Size, int Rows, int Seed) : ValueRequest
{
    /// <summary>Fewer rows say nothing about how units relate.</summary>
    public const int FewestRows = 8;

    /// <inheritdoc />
    public override ValueList<string> Values => [Value];

    /// <summary>Rows of the tap of a consumer.</summary>
    public static RowSampleRequest At(Consumer consumer, int rows, int seed) =>
        new(consumer.Tap, consumer.TapAxis, consumer.TapPattern.AxisSize, rows, seed);

    /// <inheritdoc />
    public override ValueFold Begin(ShapeFacts facts, ValueList<long>? rowMaskShape) =>
        new Fold(this, RowOrders.Of(facts.Find(Value)!, Axis, rowMaskShape));

    private sealed class Fold(RowSampleRequest request, RowOrder order) : ValueFold
    {
        private readonly PriorityQueue<(int Batch, int Row, double[] Values), (ulong Key, int Batch, int Row)> kept =
            new(Comparer<(ulong, int, int)>.Create((left, right) => right.CompareTo(left)));

        private int batches;

        public override void Add(ValueBatch batch)
        {
            var rows = new TensorRows(batch.Values[request.Value].Shape, request.Axis);
            var values = batch.Floats(request.Value);
            var counted = order.Counted(batch.RowMask);
            for (var row = 0; row < rows.Rows; row++)
            {
                var key = Key(batches, row);
                if (counted?[row] == false || (kept.Count == request.Rows && kept.TryPeek(out _, out var worst) && key >= worst.Key))
                    continue;
                if (kept.Count == request.Rows)
                    kept.Dequeue();
                kept.Enqueue((batches, row, rows.Read(values, row)), (key, batches, row));
            }

            batches++;
        }

        public override Matrix Result()
        {
            var ordered = kept.UnorderedItems.Select(item => item.Element).OrderBy(item => item.Batch).ThenBy(item => item.Row).ToArray();
            return Matrix.Adopt(ordered.Length, request.Size, [.. ordered.SelectMany(item => item.Values)]);
        }

        private ulong Key(int batch, int row) =>
            SplitMix64.Scatter(unchecked(((ulong)(uint)request.Seed * SplitMix64.Step) + ((ulong)(uint)batch << 32) + (uint)row));
    }
}
