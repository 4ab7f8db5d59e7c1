namespace PruneBuild.Numerics.Statistics;

/// <summary>How much smaller numbers became, each compared with itself.</summary>
/// <param name="Mean">Mean of before − after.</param>
/// <param name="StandardError">Of that mean: the sample's standard deviation by √n; infinite for fewer than two numbers.</param>
public readonly record struct PairedFall(double Mean, double StandardError)
{
    /// <summary>True when the mean is more than its standard error, which chance alone gives in one case of six.</summary>
    public bool IsClear => Mean > StandardError;

    /// <summary>Compares.</summary>
    /// <exception cref="ArgumentException">The numbers do not come in pairs, or there are none.</exception>
    public static PairedFall Of(ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        if (before.Length != after.Length || before.IsEmpty)
            throw new ArgumentException($"{before.Length} numbers before, {after.Length} after.", nameof(after));
        double sum = 0, squares = 0, count = before.Length;
        for (var i = 0; i < before.Length; i++)
            sum += before[i] - after[i];
        var mean = sum / count;
        for (var i = 0; i < before.Length; i++)
            squares += (before[i] - after[i] - mean) * (before[i] - after[i] - mean);
        return new PairedFall(mean, count < 2 ? double.PositiveInfinity : Math.Sqrt(squares / (count - 1) / count));
    }
}
