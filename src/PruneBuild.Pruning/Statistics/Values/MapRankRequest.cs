using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>The mean rank of each channel's map over images. Result: [1, channels].</summary>
/// <param name="Value">A value [images, channels, height, width].</param>
/// <param name="Images">How many images, from the first.</param>
public sealed record MapRankRequest(string Value, int Images) : ValueRequest
{
    /// <inheritdoc />
    public override ValueList<string> Values => [Value];

    /// <inheritdoc />
    public override ValueFold Begin(ShapeFacts facts, ValueList<long>? rowMaskShape) => new Fold(this, (int)facts.Find(Value)!.Shape[1]);

    /// <summary>The number of singular values above the largest times max(height, width) times the spacing of floats: the tolerance that
    /// numerical libraries take by default.</summary>
    /// <param name="map">One map.</param>
    /// <returns>NaN when the map is not finite.</returns>
    public static double RankOf(Matrix map)
    {
        const double SpacingOfFloats = 1.1920929e-7;
        var gram = DenseAlgebra.Cpu.Gram(map.Rows < map.Columns ? map.Transpose() : map);
        var eigen = DenseAlgebra.Cpu.DecomposeSymmetric(gram);
        if (!eigen.IsSolved)
            return double.NaN;
        var relative = Math.Max(map.Rows, map.Columns) * SpacingOfFloats;
        var smallest = eigen.Values[^1] * relative * relative;
        return eigen.Values.Count(value => value > smallest);
    }

    private sealed class Fold(MapRankRequest request, int channels) : ValueFold
    {
        private readonly double[] ranks = new double[channels];
        private int images;

        public override void Add(ValueBatch batch)
        {
            var shape = batch.Values[request.Value].Shape;
            var (height, width) = ((int)shape[2], (int)shape[3]);
            var values = batch.Floats(request.Value);
            for (var image = 0; image < shape[0] && images < request.Images; image++, images++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    var map = values.Slice(((image * channels) + channel) * height * width, height * width);
                    ranks[channel] += RankOf(Matrix.FromRowMajor(height, width, map));
                }
            }
        }

        public override Matrix Result() => Matrix.Adopt(1, channels, Array.ConvertAll(ranks, rank => rank / Math.Max(1, images)));
    }
}
