namespace PruneBuild.Pruning.Planning.Latency;

/// <summary>Time by size as a constant up to a knee and a line that begins there.</summary>
/// <param name="Knee">The largest size that takes no longer than the smallest.</param>
/// <param name="Base">Time up to the knee.</param>
/// <param name="Slope">Time of each further unit, at least 0.</param>
/// <param name="SquaredError">Sum over the points of the squared distance.</param>
/// <remarks>Kwon et al., A Fast Post-Training Pruning Framework for Transformers (NeurIPS 2022, arXiv 2204.09656),
/// latency-constrained search.</remarks>
public sealed record PlateauLine(int Knee, double Base, double Slope, double SquaredError)
{
    /// <summary>Of all knees at a point the one of least squared error, the smallest of those that are equal.</summary>
    /// <param name="points">Sizes and times, one at least, sizes rising. The published fit has a point for every size from 1 up.</param>
    public static PlateauLine Fit(IReadOnlyList<(int Size, double Time)> points) =>
        Enumerable.Range(1, points.Count).Select(count => Fit(points, count)).MinBy(fit => fit.SquaredError)
        ?? throw new ArgumentException("A fit needs a point.", nameof(points));

    /// <summary>The time of a size.</summary>
    public double At(int size) => Base + (Slope * Math.Max(0, size - Knee));

    /// <summary>The first points are the constant part: their mean, and the line of least squares through it at the last of them.</summary>
    private static PlateauLine Fit(IReadOnlyList<(int Size, double Time)> points, int constant)
    {
        var (knee, mean) = (points[constant - 1].Size, points.Take(constant).Average(point => point.Time));
        var (products, squares) = (0.0, 0.0);
        foreach (var (size, time) in points.Skip(constant))
            (products, squares) = (products + ((size - knee) * (time - mean)), squares + Math.Pow(size - knee, 2));
        var line = new PlateauLine(knee, mean, squares > 0 ? Math.Max(0, products / squares) : 0, 0);
        return line with { SquaredError = points.Sum(point => Math.Pow(point.Time - line.At(point.Size), 2)) };
    }
}
