using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients;

/// <summary>GELU as a product, x·Φ(x): one error function serves the value and its gradient, in as few passes over memory as standard
/// operators allow. These are the widest values of a transformer.</summary>
/// <param name="X">x.</param>
/// <param name="Scaled">u = x/√2.</param>
/// <param name="Erf">erf u.</param>
/// <remarks>Hendrycks, Gimpel: Gaussian error linear units (arXiv 1606.08415).</remarks>
internal sealed record GaussianGate(GraphValue X, GraphValue Scaled, GraphValue Erf)
{
    private static readonly double logarithm = -Math.Log(2 * Math.PI) / 2;

    /// <summary>The gate of a value of which nothing has been computed.</summary>
    public static GaussianGate Of(GraphValue x)
    {
        var scaled = x * Math.Sqrt(0.5);
        return new(x, scaled, scaled.Apply("Erf"));
    }

    /// <summary>Φ(x) = ½ + ½·erf u, which lies in [0, 1], so that a hard sigmoid of slope ½ is the same in one pass. ONNX Runtime has that
    /// in single precision only.</summary>
    public GraphValue Cumulative => Erf.Type == ElementType.Float
        ? Erf.Apply("HardSigmoid", NodeWriter.Attribute("alpha", 0.5f), NodeWriter.Attribute("beta", 0.5f))
        : (Erf * 0.5) + 0.5;

    /// <summary>d/dx x·Φ(x) = Φ(x) + x·φ(x), φ(x) = exp(−u²)/√(2π).</summary>
    public GraphValue Slope => Cumulative + (X * (logarithm - (Scaled * Scaled)).Apply("Exp"));
}
