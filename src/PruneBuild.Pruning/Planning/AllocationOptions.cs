namespace PruneBuild.Pruning.Planning;

/// <summary>How a budget is divided among groups.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="RoundTo">The features that a group keeps, its units times the features of each, are a multiple of this, or all
/// of them. Null for a multiple of 16 of groups of at least 1024 features, a multiple of 8, or fewer, of at least 16 channels of a
/// convolution, and any number of others; for any number where the budget is a share of units, and for what is measured where it is a
/// time.</param>
/// <param name="KeepAtLeast">Kept counts are not below this; 0 lets groups go whole whose branch can go with them.</param>
/// <param name="Times">What a size that was not timed takes, where the budget is a time.</param>
public sealed record AllocationOptions(AllocationKind Kind, int? RoundTo = null, int KeepAtLeast = 1, TimeRule Times = TimeRule.Steps);

/// <summary>What a size takes that lies between two that were timed.</summary>
public enum TimeRule
{
    /// <summary>As long as the larger of them: on processors time falls in steps, and the promise is kept.</summary>
    Steps,

    /// <summary>What a line says that is constant up to a knee, fitted to all timed sizes (Kwon et al.).</summary>
    Line,
}

/// <summary>Rules for dividing a budget.</summary>
public enum AllocationKind
{
    /// <summary>The least loss for the cost saved, over all groups.</summary>
    Global,

    /// <summary>Each group's scores standardised to mean 0 and deviation 1, then one threshold over all units (FLAP's AL-AM).</summary>
    Standardized,

    /// <summary>The same, by mean and deviation of the features that units are made of:
    /// heads as the channels that they consist of.</summary>
    StandardizedFeatures,

    /// <summary>The same share of units in every group.</summary>
    Uniform,

    /// <summary>The least sum of losses that meets the budget, by a dynamic programme over one size for each group (ZipLM).</summary>
    Exact,

    /// <summary>Masks: blocks with more outlying scores keep more (OWL).</summary>
    Owl,

    /// <summary>Masks: matrices with heavy-tailed spectra keep more (AlphaPruning).</summary>
    Alpha,

    /// <summary>Masks: the smallest sum of measured errors (SPDY).</summary>
    Spdy,

    /// <summary>Masks: what a search by evolution finds best for the model's answers (UniPTS).</summary>
    Evolution,
}
