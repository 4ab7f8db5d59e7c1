using PruneBuild.Onnx;

namespace PruneBuild.Inference.Equivalence;

/// <summary>How far apart two results of one output are.</summary>
/// <param name="Output">Name of the output.</param>
/// <param name="Largest">max |a|, over the first model's result.</param>
/// <param name="Difference">max |a − b|; infinite when the shapes differ, or one of two elements is not finite
/// and they are not equal.</param>
public sealed record OutputDifference(string Output, double Largest, double Difference)
{
    /// <summary>The difference as a share of the largest magnitude; the difference itself when that is zero.</summary>
    public double Relative => Largest > 0 && double.IsFinite(Largest) ? Difference / Largest : Difference;

    /// <summary>Compares two tensors.</summary>
    public static OutputDifference Between(string output, Tensor first, Tensor second)
    {
        if (first.Shape != second.Shape && !first.Shape.Equals(second.Shape))
            return new OutputDifference(output, double.NaN, double.PositiveInfinity);
        var (a, b) = (first.ToFloats(), second.ToFloats());
        var (largest, difference) = (0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(a[i]));
            difference = Math.Max(difference, Distance(a[i], b[i]));
        }

        return new OutputDifference(output, largest, difference);
    }

    private static double Distance(float a, float b) =>
        a.Equals(b) ? 0 : float.IsFinite(a) && float.IsFinite(b) ? Math.Abs((double)a - b) : double.PositiveInfinity;
}
