namespace PruneBuild.Pruning.Methods.MutualInformation;

/// <summary>How redundancy is measured.</summary>
/// <param name="Samples">n: rows of activations that are compared.</param>
/// <param name="Bandwidth">σ of the kernel on standardised activations; null to choose it for each group by the rule.</param>
/// <param name="Seed">Seed of the draw of rows.</param>
/// <param name="Rule">How the bandwidth is chosen.</param>
public sealed record MutualInformationOptions(
    int Samples = 200, double? Bandwidth = null, int Seed = 0, BandwidthRule Rule = BandwidthRule.Alignment);

/// <summary>Rules that choose the bandwidth of a group's kernels.</summary>
public enum BandwidthRule
{
    /// <summary>That whose kernels align best with what the layer puts out; by the median where that is not at hand.</summary>
    Alignment,

    /// <summary>The median distance between two samples.</summary>
    Median,

    /// <summary>5·n^(−1/(4 + features)), a rule of thumb that public code has.</summary>
    Silverman,
}
