using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>The width of the stream at one position, or at several that shape arithmetic ties to each other: they share a basis.</summary>
/// <param name="Group">The group in the rotatable form; every index of its axes is one unit.</param>
/// <param name="Positions">The positions, in the order of their computation.</param>
public sealed record StreamGroup(PruneGroup Group, ValueList<string> Positions);
