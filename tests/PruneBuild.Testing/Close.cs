using System.Globalization;

namespace PruneBuild.Testing;

/// <summary>Asserts that numbers agree up to a tolerance relative to the largest magnitude among the expected ones.</summary>
public static class Close
{
    /// <summary>Every element within <paramref name="relative" /> × max|expected|, or × <paramref name="floor" /> if larger.</summary>
    public static void AreClose(
        ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double relative, string message = "", double floor = 0)
    {
        if (expected.Length != actual.Length)
            throw new AssertFailedException($"{message} {actual.Length} numbers where {expected.Length} were expected.");
        var scale = floor;
        foreach (var value in expected)
            scale = double.IsFinite(value) ? Math.Max(scale, Math.Abs(value)) : scale;
        var worst = 0;
        for (var i = 1; i < expected.Length; i++)
            worst = Distance(expected[i], actual[i]) > Distance(expected[worst], actual[worst]) ? i : worst;
        if (expected.Length > 0 && !(Distance(expected[worst], actual[worst]) <= relative * scale))
        {
            throw new AssertFailedException(string.Create(
                CultureInfo.InvariantCulture,
                $"{message} Number {worst} of {expected.Length} is {actual[worst]:R} where {expected[worst]:R} was expected; "
                + $"tolerance {relative:R} of {scale:R}."));
        }
    }

    /// <summary>The same for floats.</summary>
    public static void AreClose(
        ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double relative, string message = "", double floor = 0) =>
        AreClose(Widen(expected), Widen(actual), relative, message, floor);

    /// <summary>One number.</summary>
    public static void AreClose(double expected, double actual, double relative, string message = "", double floor = 0) =>
        AreClose([expected], [actual], relative, message, floor);

    // Equal values and two NaNs are at distance 0; a NaN or an infinity against anything else is infinitely far.
    private static double Distance(double expected, double actual)
    {
        if (expected.Equals(actual) || expected == actual)
            return 0;
        var distance = Math.Abs(expected - actual);
        return double.IsNaN(distance) ? double.PositiveInfinity : distance;
    }

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (var i = 0; i < wide.Length; i++)
            wide[i] = values[i];
        return wide;
    }
}
