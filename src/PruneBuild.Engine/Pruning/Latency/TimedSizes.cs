using PruneBuild.Diagnostics;
using PruneBuild.Pruning.Planning.Latency;

namespace PruneBuild.Engine.Pruning.Latency;

/// <summary>What sizes save on the device, and who times them.</summary>
/// <param name="Probe">Times cuts.</param>
/// <param name="Tables">What sizes save.</param>
/// <param name="Place">Of the budget, for messages.</param>
internal sealed record TimedSizes(LatencyProbe Probe, LatencyTables Tables, SourceSpan? Place);
