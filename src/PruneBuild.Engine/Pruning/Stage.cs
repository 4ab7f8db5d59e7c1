namespace PruneBuild.Engine.Pruning;

/// <summary>What is being done, for people who wait.</summary>
/// <param name="Name">A few words: "calibrating", "refitting layer 3 of 12".</param>
/// <param name="Fraction">How far along the stage is, 0..1; null when that cannot be said.</param>
public sealed record Stage(string Name, double? Fraction = null);

/// <summary>How long a stage took.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Duration">Wall-clock time.</param>
public sealed record StageTiming(string Name, TimeSpan Duration);
