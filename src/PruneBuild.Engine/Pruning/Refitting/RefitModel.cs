using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>A refit model and the plan that it was cut to in the end.</summary>
internal sealed record RefitModel(OnnxModel Model, PrunePlan Plan)
{
    /// <summary>How long it takes; null without a budget of time, or when the plan was timed before.</summary>
    public LatencyPlan? Latency { get; init; }
}
