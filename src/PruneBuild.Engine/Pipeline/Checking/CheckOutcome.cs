using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Pipeline.Checking;

/// <summary>What a check found.</summary>
/// <param name="Models">The models that could be judged, in the manifest's order.</param>
/// <param name="Diagnostics">Everything to be told.</param>
public sealed record CheckOutcome(ValueList<CheckedModel> Models, ValueList<Diagnostic> Diagnostics);

/// <summary>A model whose lock entry agrees with the tree.</summary>
/// <param name="Entry">Its entry in the manifest.</param>
/// <param name="Measured">What the gates were held against.</param>
/// <param name="Gates">What they said.</param>
/// <param name="HasLockedHash">False when the artifact that is here has the locked plan and other last digits than the locked one.</param>
public sealed record CheckedModel(ModelEntry Entry, ValueList<Measurement> Measured, GateReport Gates, bool HasLockedHash);
