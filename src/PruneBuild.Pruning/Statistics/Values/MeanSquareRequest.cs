using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>The mean of f² over all rows, for each index of an axis, padding left out. Result: [1, size of the axis].</summary>
/// <param name="Value">The value.</param>
/// <param name="Axis">The axis; -1 for the last.</param>
/// <param name="Pattern">Where a group's units lie on it.</param>
public sealed record MeanSquareRequest(string Value, int Axis, AxisPattern Pattern) : ValueRequest
{
    /// <inheritdoc />
    public override ValueList<string> Values => [Value];

    /// <inheritdoc />
    public override ValueFold Begin(ShapeFacts facts, ValueList<long>? rowMaskShape)
    {
        var fact = facts.Find(Value)!;
        var axis = Axis < 0 ? fact.Shape.Count + Axis : Axis;
        return new Fold(this, axis, RowOrders.Of(fact, axis, rowMaskShape));
    }

    private sealed class Fold(MeanSquareRequest request, int axis, RowOrder order) : ValueFold
    {
        private readonly double[] sums = new double[request.Pattern.AxisSize];
        private long rowsSeen;

        public override void Add(ValueBatch batch)
        {
            var rows = new TensorRows(batch.Values[request.Value].Shape, axis);
            var values = batch.Floats(request.Value);
            var counted = order.Counted(batch.RowMask);
            for (var row = 0; row < rows.Rows; row++)
            {
                if (counted?[row] == false)
                    continue;
                rowsSeen++;
                for (var column = 0; column < sums.Length; column++)
                {
                    double value = values[rows.IndexOf(row, column)];
                    sums[column] += value * value;
                }
            }
        }

        public override Matrix Result() => Matrix.Adopt(1, sums.Length, Array.ConvertAll(sums, sum => sum / Math.Max(1, rowsSeen)));
    }
}
