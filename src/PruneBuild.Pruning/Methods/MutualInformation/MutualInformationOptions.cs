namespace PruneBuild.Pruning.Methods.MutualInformation;

/// <summary>How redundancy is measured.</summary>
/// <param name="Samples">n: rows of activations that are compared.</param>
/// <param name="Bandwidth">σ of the kernel on standardised activations; null to choose it for each group, see <see cref="Bandwidths" />.</param>
/// <param name="Seed">Seed of the draw of rows.</param>
public sealed record MutualInformationOptions(int Samples = 200, double? Bandwidth = null, int Seed = 0);
