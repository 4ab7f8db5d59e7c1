using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Planning;

/// <summary>How far to cut.</summary>
public abstract record Budget
{
    private Budget()
    {
    }

    /// <summary>A cost must fall by a share.</summary>
    /// <param name="Kind">Which cost.</param>
    /// <param name="Removed">Share removed, 0..1.</param>
    public sealed record Share(CostKind Kind, double Removed) : Budget;

    /// <summary>A cost must not exceed a number.</summary>
    /// <param name="Kind">Which cost.</param>
    /// <param name="Limit">In the cost's unit.</param>
    public sealed record Absolute(CostKind Kind, double Limit) : Budget;

    /// <summary>The time of a run must fall by a share, as measured on the device.</summary>
    /// <param name="Removed">Share removed, above 0 and below 1.</param>
    public sealed record LatencyShare(double Removed) : Budget;

    /// <summary>A run must not take longer, as measured on the device.</summary>
    /// <param name="Milliseconds">At most, above 0.</param>
    public sealed record LatencyLimit(double Milliseconds) : Budget;

    /// <summary>Every group loses the same share of its units, rounded to whole units.</summary>
    /// <param name="Removed">Share removed, 0..1.</param>
    public sealed record Units(double Removed) : Budget;
}
