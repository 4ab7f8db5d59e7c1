namespace PruneBuild.Engine.Measuring.Statistics;

/// <summary>Mean and variance of a stream, by Welford's update: one pass, no cancellation.</summary>
public sealed class RunningMean
{
    private double squares;

    /// <summary>How many values.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; 0 for none.</summary>
    public double Mean { get; private set; }

    /// <summary>Sample variance (divisor n − 1); 0 for fewer than two values.</summary>
    public double Variance => Count < 2 ? 0 : squares / (Count - 1);

    /// <summary>Standard error of the mean; infinite for fewer than two values, because one value says nothing about its spread.</summary>
    public double StandardError => Count < 2 ? double.PositiveInfinity : Math.Sqrt(Variance / Count);

    /// <summary>Takes one value in.</summary>
    public void Add(double value)
    {
        Count++;
        var before = value - Mean;
        Mean += before / Count;
        squares += before * (value - Mean);
    }
}
