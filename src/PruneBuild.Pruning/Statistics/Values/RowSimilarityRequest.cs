using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>How alike the rows of two values are. Result: [1, 2], the mean cosine and the mean angle as a share of π.</summary>
/// <param name="Value">A value whose last axis holds the features.</param>
/// <param name="Other">A value of the same shape.</param>
/// <param name="Axis">Axis of the features.</param>
public sealed record RowSimilarityRequest(string Value, string Other, int Axis) : ValueRequest
{
    /// <inheritdoc />
    public override ValueList<string> Values => [Value, Other];

    /// <inheritdoc />
    public override ValueFold Begin(ShapeFacts facts, ValueList<long>? rowMaskShape) =>
        new Fold(this, RowOrders.Of(facts.Find(Value)!, Axis, rowMaskShape));

    private sealed class Fold(RowSimilarityRequest request, RowOrder order) : ValueFold
    {
        private double cosines;
        private double angles;
        private long rowsSeen;

        public override void Add(ValueBatch batch)
        {
            var rows = new TensorRows(batch.Values[request.Value].Shape, request.Axis);
            var left = batch.Floats(request.Value);
            var right = batch.Floats(request.Other);
            var counted = order.Counted(batch.RowMask);
            for (var row = 0; row < rows.Rows; row++)
            {
                if (counted?[row] == false)
                    continue;
                var cosine = Cosine(rows.Read(left, row), rows.Read(right, row));
                cosines += cosine;
                angles += Math.Acos(cosine) / Math.PI;
                rowsSeen++;
            }
        }

        public override Matrix Result() => Matrix.FromRows([cosines / Math.Max(1, rowsSeen), angles / Math.Max(1, rowsSeen)]);

        // A row of zeros points nowhere: like itself, unlike anything else.
        private static double Cosine(double[] left, double[] right)
        {
            var (product, leftSquare, rightSquare) = (0.0, 0.0, 0.0);
            for (var i = 0; i < left.Length; i++)
            {
                product += left[i] * right[i];
                leftSquare += left[i] * left[i];
                rightSquare += right[i] * right[i];
            }

            if (leftSquare == 0 || rightSquare == 0)
                return leftSquare == rightSquare ? 1 : 0;
            return Math.Clamp(product / Math.Sqrt(leftSquare) / Math.Sqrt(rightSquare), -1, 1);
        }
    }
}
