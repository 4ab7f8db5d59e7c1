namespace PruneBuild.Pruning.Methods;

/// <summary>How a budget is divided anew before each group, with scores of the network as cut and refit so far.</summary>
/// <param name="ScoreShare">Share of the batches that scores are measured on, above 0 and up to 1; refits always see all.</param>
/// <param name="ScoreEvery">Groups that are cut on one measurement of scores, at least 1.</param>
public sealed record StepwiseOptions(double ScoreShare = 1, int ScoreEvery = 1);
