using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning;

/// <summary>What all work on a model takes along.</summary>
/// <param name="Batches">Calibration data; empty when there is none.</param>
/// <param name="Device">Where to run.</param>
/// <param name="Clock">Told what is being done, and notes how long it takes.</param>
/// <param name="Place">The line of the manifest that asked, for messages.</param>
/// <param name="Cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
internal sealed record Workbench(
    IReadOnlyList<Batch> Batches, Device Device, StageClock Clock, SourceSpan? Place, CancellationToken Cancellation)
{
    /// <summary>Data to price work at the average size of a record; null without, to price the probe's sizes.</summary>
    public IReadOnlyList<Batch>? Priced => Batches.Count > 0 ? Batches : null;

    /// <summary>The model as it was read, before it was put into its prunable form; null where that is not asked for.</summary>
    public OnnxModel? Read { get; init; }

    /// <summary>A workbench whose clock has noted nothing.</summary>
    public static Workbench Of(
        IReadOnlyList<Batch> batches, Device device, SourceSpan? place = null, IProgress<Stage>? progress = null,
        CancellationToken cancellation = default) =>
        new(batches, device, new StageClock(progress), place, cancellation);

    /// <summary>The same for another line of the manifest.</summary>
    public Workbench At(SourceSpan? place) => this with { Place = place };

    /// <summary>The same for work that is timed by itself.</summary>
    public Workbench Afresh() => this with { Clock = Clock.Afresh() };

    /// <summary>The same for a trial with some of the data, of which nobody is told.</summary>
    public Workbench Aside(IReadOnlyList<Batch> some) => this with { Batches = some, Clock = new StageClock(null) };

    /// <summary>A model that is being pruned, with the nodes that the model had as it was read: how fast it is.</summary>
    public OnnxModel Fused(OnnxModel model) => Read is null ? model : PrunableForm.Fused(model, Read);

    /// <summary>A run of a model on made-up input; on records of the data where it takes none.</summary>
    public Result<ProbedSample> Probe(OnnxModel model) =>
        SampleInputs.Probe(model, Device, data: () => Batches is [var first, ..] ? first : null, cancellation: Cancellation);

    /// <summary>What can be cut in a model, priced at the size of the data's records.</summary>
    /// <param name="model">The model.</param>
    /// <param name="withLayers">True for groups of residual branches too.</param>
    public Result<AnalysedModel> Analyse(OnnxModel model, bool withLayers = false) =>
        StructureAnalysis.Analyse(model, Priced, Device, withLayers, Cancellation);

    /// <summary>Which rows of the data moments count.</summary>
    /// <param name="facts">Shapes of the model's values in its probe.</param>
    /// <param name="model">The model.</param>
    public MomentOptions Moments(ShapeFacts facts, OnnxModel model) => new(RowMaskShapes.InProbe(facts, model, Batches));
}
