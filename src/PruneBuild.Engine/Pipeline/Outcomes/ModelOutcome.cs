using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Pipeline.Outcomes;

/// <summary>What came of one model.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Record">What was cut and measured; null when the original ships unjudged.</param>
/// <param name="Gates">What the gates said.</param>
/// <param name="OnFail">What a failed gate does.</param>
/// <param name="Work">What had to be done for it.</param>
public sealed record ModelOutcome(ModelEntry Entry, PruneRecord? Record, GateReport Gates, OnFail OnFail, WorkDone Work)
{
    /// <summary>True when the original ships.</summary>
    public bool ShipsOriginal => Record is null || (!Gates.Holds && OnFail == OnFail.KeepOriginal);
}
