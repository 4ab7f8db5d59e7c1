namespace PruneBuild.Inference.Latency;

/// <summary>How long to measure.</summary>
/// <param name="WarmUps">Runs of each model that do not count.</param>
/// <param name="LeastRuns">Runs of each model that count, at least.</param>
/// <param name="MostRuns">And at most.</param>
/// <param name="Seconds">Between the two, no new pair of runs starts after so long.</param>
public sealed record LatencySettings(int WarmUps = 3, int LeastRuns = 15, int MostRuns = 200, double Seconds = 5);
