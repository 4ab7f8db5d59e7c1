using PruneBuild.Engine.Pruning;

namespace PruneBuild.Engine.Pipeline.Making;

/// <summary>Stages of one model among several: its name goes before them.</summary>
internal sealed class ModelProgress(string model, IProgress<Stage> progress) : IProgress<Stage>
{
    /// <summary>Stages under this name; null where nobody is told.</summary>
    public static ModelProgress? Of(string model, IProgress<Stage>? progress) =>
        progress is null ? null : new ModelProgress(model, progress);

    /// <inheritdoc />
    public void Report(Stage value) => progress.Report(value with { Name = $"{model}: {value.Name}" });
}
