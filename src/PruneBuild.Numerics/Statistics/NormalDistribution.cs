namespace PruneBuild.Numerics.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>Φ(x), to a relative error of about 1e-12: by the power series Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …) near the middle,
    /// by Laplace's continued fraction Φ(−x) = φ(x)/(x + 1/(x + 2/(x + …))) in the tails.</summary>
    public static double Cumulative(double x) =>
        x > 0 ? 1 - Cumulative(-x)
        : x > -3 ? 0.5 - (Density(x) * Series(-x))
        : Density(x) / Fraction(-x);

    /// <summary>φ(x).</summary>
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>The x with Φ(x) = p, by Newton's method from 0, which Φ's concavity makes monotone.</summary>
    /// <param name="p">Strictly between 1e-9 and 1 − 1e-9.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is outside that range.</exception>
    public static double Quantile(double p)
    {
        if (p is not (> 1e-9 and < 1 - 1e-9))
            throw new ArgumentOutOfRangeException(nameof(p), p, "Not a probability strictly between 0 and 1.");
        var x = 0.0;
        for (var i = 0; i < 100; i++)
        {
            var step = (p - Cumulative(x)) / Density(x);
            x += step;
            if (Math.Abs(step) < 1e-13)
                break;
        }

        return x;
    }

    /// <summary>The z of a two-sided interval of this confidence: 1.96 for 0.95.</summary>
    public static double TwoSided(double confidence) => Quantile((1 + confidence) / 2);

    /// <summary>x + x³/3 + x⁵/(3·5) + … of an x that is not negative.</summary>
    private static double Series(double x)
    {
        double sum = x, term = x;
        for (var i = 3; term > 1e-17 * sum; i += 2)
            sum += term *= x * x / i;
        return sum;
    }

    /// <summary>x + 1/(x + 2/(x + 3/(x + …</summary>
    private static double Fraction(double x)
    {
        var fraction = x;
        for (var k = 200; k > 0; k--)
            fraction = x + (k / fraction);
        return fraction;
    }
}
