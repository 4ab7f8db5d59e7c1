using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Measuring.Units;

namespace PruneBuild.Engine.Measuring;

/// <summary>Something that can be measured and gated.</summary>
/// <param name="Name">Its name in prune.yaml, the lock file and reports.</param>
/// <param name="IsHigherBetter">True when a model gets worse as the number falls.</param>
/// <param name="Needs">What it is measured with.</param>
/// <param name="IsComparison">True when it compares pruned and original, so that the original has no value of its own.</param>
/// <param name="Unit">Its unit; null for a plain number.</param>
/// <param name="Description">A sentence for the docs.</param>
public sealed record Metric(
    string Name, bool IsHigherBetter, MetricNeeds Needs, bool IsComparison, UnitFamily? Unit, string Description)
{
    /// <summary>What it can be: a share lies between 0 and 1, unless its catalogue entry says otherwise.</summary>
    public Interval Scale { get; init; } = new(0, 1);

    /// <summary>What its labels are; null when it takes none.</summary>
    public LabelKind? Labels { get; init; }

    /// <summary>True for the one comparison that random input can serve, and that with a warning.</summary>
    public bool TakesRandomInput { get; init; }

    /// <summary>True when it is another with every run.</summary>
    public bool IsTime => Unit == UnitFamily.Milliseconds;

    /// <summary>What a comparison is when both models are the same: 1 for similarities, 0 for distances; null for other metrics.</summary>
    public double? Ideal => !IsComparison ? null : IsHigherBetter ? 1 : 0;
}

/// <summary>What labels are.</summary>
public enum LabelKind
{
    /// <summary>Classes, from 0.</summary>
    Classes,

    /// <summary>Numbers.</summary>
    Numbers,
}

/// <summary>What a metric is measured with.</summary>
public enum MetricNeeds
{
    /// <summary>The two models only.</summary>
    Models,

    /// <summary>Records, with or without labels.</summary>
    Records,

    /// <summary>Records with labels.</summary>
    Labels,
}
