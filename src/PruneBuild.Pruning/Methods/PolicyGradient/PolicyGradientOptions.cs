namespace PruneBuild.Pruning.Methods.PolicyGradient;

/// <summary>How long and how fast masks are learnt.</summary>
/// <param name="Steps">T: updates. The published scripts take 15,000 on large models.</param>
/// <param name="Masks">K ≥ 2: masks drawn for a step, all seen by the same batch; two in the published scripts.</param>
/// <param name="Window">The baseline forgets at the rate 1/window; 5 in the published scripts.</param>
/// <param name="LearningRate">Size of the first update relative to the baseline; falls to 0 as a cosine does.</param>
/// <param name="Seed">Seed of all draws.</param>
public sealed record PolicyGradientOptions(int Steps = 400, int Masks = 2, int Window = 5, double LearningRate = 0.02, int Seed = 0);
