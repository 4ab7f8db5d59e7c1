namespace PruneBuild.Pruning.Methods.PPruning;

/// <summary>How units are compared.</summary>
/// <param name="Samples">Rows of activations that are compared; the published code takes 200.</param>
/// <param name="Seed">Seed of the draw of rows.</param>
public sealed record PPruningOptions(int Samples = 200, int Seed = 0);
