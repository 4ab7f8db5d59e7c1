using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;

namespace PruneBuild.Engine.Pipeline;

/// <summary>What trials of one model with one method share: the data is read, and statistics are collected, once.</summary>
internal sealed class ModelMemory
{
    /// <summary>The data; null before the first trial.</summary>
    public Result<ModelData>? Data { get; set; }

    /// <summary>The first step's statistics and choices.</summary>
    public StepMemory Steps { get; } = new();
}
