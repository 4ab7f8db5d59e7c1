namespace PruneBuild.Numerics.Sparsity;

/// <summary>A function that networks apply element by element.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Value">f(x).</param>
/// <param name="Slope">f′(x).</param>
public sealed record Activation(string Name, Func<double, double> Value, Func<double, double> Slope)
{
    /// <summary>max(x, 0).</summary>
    public static Activation Relu { get; } = new("ReLU", x => Math.Max(x, 0), x => x > 0 ? 1 : 0);

    /// <summary>xΦ(x), Φ the normal distribution.</summary>
    public static Activation Gelu { get; } = new(
        "GELU", x => x * Normal(x), x => Normal(x) + (x * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI)));

    /// <summary>GELU by a hyperbolic tangent, as GPT-2 has it.</summary>
    public static Activation TanhGelu { get; } = new("GELU by tanh", x => 0.5 * x * (1 + Math.Tanh(Inner(x))), x =>
    {
        var tanh = Math.Tanh(Inner(x));
        return (0.5 * (1 + tanh)) + (0.5 * x * (1 - (tanh * tanh)) * Root * (1 + (3 * Cube * x * x)));
    });

    /// <summary>xσ(1.702x).</summary>
    public static Activation QuickGelu { get; } = Swish("quick GELU", 1.702);

    /// <summary>xσ(x).</summary>
    public static Activation Silu { get; } = Swish("SiLU", 1);

    /// <summary>tanh x.</summary>
    public static Activation Tanh { get; } = new("tanh", Math.Tanh, x => 1 - (Math.Tanh(x) * Math.Tanh(x)));

    /// <summary>σ(x).</summary>
    public static Activation Sigmoid { get; } = new("sigmoid", Logistic, x => Logistic(x) * (1 - Logistic(x)));

    /// <summary>Those that are known.</summary>
    public static IReadOnlyList<Activation> All { get; } = [Relu, Gelu, TanhGelu, QuickGelu, Silu, Tanh, Sigmoid];

    private const double Root = 0.7978845608028654;
    private const double Cube = 0.044715;

    /// <summary>The argument z that minimises (z − m)² + (p − c·f(z))².</summary>
    /// <param name="mean">m.</param>
    /// <param name="product">p.</param>
    /// <param name="factor">c.</param>
    /// <returns>The minimum for ReLU; else the best of what Gauss–Newton with shorter and shorter steps reaches from m,
    /// from p/c and from 0, and so never worse than m.</returns>
    public double Nearest(double mean, double product, double factor)
    {
        if (this == Relu)
        {
            var (on, off) = (Math.Max(0, (mean + (factor * product)) / (1 + (factor * factor))), Math.Min(0, mean));
            return Cost(on, mean, product, factor) < Cost(off, mean, product, factor) ? on : off;
        }

        var best = Descend(mean, mean, product, factor);
        if (factor == 0)
            return best;
        foreach (var start in (ReadOnlySpan<double>)[product / factor, 0])
        {
            var other = Descend(start, mean, product, factor);
            best = Cost(other, mean, product, factor) < Cost(best, mean, product, factor) ? other : best;
        }

        return best;
    }

    private double Descend(double z, double mean, double product, double factor)
    {
        const int steps = 8;
        var cost = Cost(z, mean, product, factor);
        for (var step = 0; step < steps; step++)
        {
            var slope = factor * Slope(z);
            var move = (mean - z + (slope * (product - (factor * Value(z))))) / (1 + (slope * slope));
            var next = Cost(z + move, mean, product, factor);
            for (var half = 0; half < steps && !(next < cost); half++)
            {
                move *= 0.5;
                next = Cost(z + move, mean, product, factor);
            }

            if (!(next < cost))
                return z;
            (z, cost) = (z + move, next);
        }

        return z;
    }

    private double Cost(double z, double mean, double product, double factor)
    {
        var (away, missed) = (z - mean, product - (factor * Value(z)));
        return (away * away) + (missed * missed);
    }

    private static Activation Swish(string name, double sharpness) => new(name, x => x * Logistic(sharpness * x), x =>
    {
        var share = Logistic(sharpness * x);
        return share * (1 + (sharpness * x * (1 - share)));
    });

    private static double Inner(double x) => Root * (x + (Cube * x * x * x));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>Φ(x) by Abramowitz and Stegun's formula 7.1.26, to 1e-7: single precision holds no more.</summary>
    private static double Normal(double x)
    {
        var y = Math.Abs(x) / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * y));
        var tail = 0.5 * t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))))
            * Math.Exp(-y * y);
        return x < 0 ? tail : 1 - tail;
    }
}
