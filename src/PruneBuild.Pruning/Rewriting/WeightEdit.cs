using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>New numbers for a consumer of a cut model.</summary>
/// <param name="Node">The consumer (first output).</param>
/// <param name="Weight">Its new weight, [features kept, outputs]; null to leave it.</param>
/// <param name="BiasChange">What its outputs gain, one number for each; null for nothing.</param>
public sealed record WeightEdit(string Node, Matrix? Weight, double[]? BiasChange);
