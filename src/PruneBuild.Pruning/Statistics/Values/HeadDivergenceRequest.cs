using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>How differently heads attend: the Jensen–Shannon divergence of their attention rows, mean over records and query positions,
/// padding left out. Result: [heads, heads], symmetric, in nats (0 to ln 2).</summary>
/// <param name="Value">Attention probabilities [records, heads, queries, keys]; heads of several queries each lie side by side, and are
/// compared query head by query head.</param>
/// <param name="Heads">Number of heads.</param>
public sealed record HeadDivergenceRequest(string Value, int Heads) : ValueRequest
{
    /// <inheritdoc />
    public override ValueList<string> Values => [Value];

    /// <inheritdoc />
    public override ValueFold Begin(ShapeFacts facts, ValueList<long>? rowMaskShape) => new Fold(this);

    /// <summary>½·KL(p ‖ m) + ½·KL(q ‖ m) with m = (p + q)/2; keys that neither sees do not count.</summary>
    public static double JensenShannon(ReadOnlySpan<float> p, ReadOnlySpan<float> q)
    {
        var sum = 0.0;
        for (var key = 0; key < p.Length; key++)
        {
            double a = p[key], b = q[key];
            var middle = (a + b) / 2;
            if (a > 0)
                sum += a * Math.Log(a / middle) / 2;
            if (b > 0)
                sum += b * Math.Log(b / middle) / 2;
        }

        return Math.Max(0, sum);
    }

    private sealed class Fold(HeadDivergenceRequest request) : ValueFold
    {
        private readonly double[] sums = new double[request.Heads * request.Heads];
        private long rows;

        public override void Add(ValueBatch batch)
        {
            var shape = batch.Values[request.Value].Shape;
            var (queries, keys) = ((int)shape[^2], (int)shape[^1]);
            var heads = (int)shape.Skip(1).SkipLast(2).Aggregate(1L, (product, size) => product * size);
            var attention = new Attention(batch.Floats(request.Value), heads, queries, keys);
            var mask = batch.RowMask is { } padding && padding.Shape[1] == queries ? padding.ToFloats() : null;
            for (var record = 0; record < shape[0]; record++)
            {
                for (var query = 0; query < queries; query++)
                {
                    if (mask is null || mask[(record * queries) + query] != 0)
                        Add(attention, record, query);
                }
            }
        }

        /// <summary>Compares all pairs of heads at one position.</summary>
        private void Add(Attention attention, int record, int query)
        {
            var each = attention.Heads / request.Heads;
            rows += each;
            for (var one = 0; one < request.Heads; one++)
            {
                for (var other = one + 1; other < request.Heads; other++)
                {
                    for (var k = 0; k < each; k++)
                        sums[(one * request.Heads) + other] += JensenShannon(
                            attention.Row(record, (one * each) + k, query), attention.Row(record, (other * each) + k, query));
                }
            }
        }

        public override Matrix Result() => Matrix.Create(
            request.Heads, request.Heads,
            (one, other) => sums[(Math.Min(one, other) * request.Heads) + Math.Max(one, other)] / Math.Max(1, rows));
    }

    /// <summary>Attention probabilities [records, query heads, queries, keys].</summary>
    private readonly ref struct Attention(ReadOnlySpan<float> values, int heads, int queries, int keys)
    {
        private readonly ReadOnlySpan<float> values = values;

        public int Heads => heads;

        public ReadOnlySpan<float> Row(int record, int head, int query) =>
            values.Slice(((((record * heads) + head) * queries) + query) * keys, keys);
    }
}
