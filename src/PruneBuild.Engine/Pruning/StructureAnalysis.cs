using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;
using PruneBuild.Pruning.Structures.Layers;

namespace PruneBuild.Engine.Pruning;

/// <summary>Finds what can be cut in a model.</summary>
public static class StructureAnalysis
{
    /// <summary>Probes the model with random inputs of distinctive sizes, or with data where it takes none,
    /// and infers its structure.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batches">Calibration data, to price work at the average size of a record, and to probe with if need be;
    /// null to price the probe's sizes.</param>
    /// <param name="device">Where the probe runs.</param>
    /// <param name="withLayers">True for groups of residual branches too, which are found only for those who mean to drop them.</param>
    /// <param name="cancellation">Ends the probe with <see cref="OperationCanceledException" />.</param>
    public static Result<AnalysedModel> Analyse(
        OnnxModel model, IReadOnlyList<Batch>? batches, Device device, bool withLayers = false, CancellationToken cancellation = default)
    {
        var probe = SampleInputs.Probe(
            model, device, data: () => batches is [var first, ..] ? first : null, cancellation: cancellation);
        if (!probe.IsOk)
            return probe.As<AnalysedModel>();
        var structure = DimensionInference.Infer(model, probe.Value.Facts, batches is null ? null : AverageSizes(model, batches));
        return Result<AnalysedModel>.Ok(new AnalysedModel(
            withLayers ? LayerGroups.Add(structure, model, probe.Value.Facts) : structure, probe.Value));
    }

    /// <summary>The average size of each symbolic dimension over the records; padding does not count.</summary>
    public static IReadOnlyDictionary<string, double> AverageSizes(OnnxModel model, IReadOnlyList<Batch> batches)
    {
        var sizes = new Dictionary<string, double>();
        var records = batches.Sum(batch => batch.Records.Count);
        var fed = batches.Count > 0 ? batches[0].Inputs : new Dictionary<string, Tensor>();
        foreach (var (symbol, input, axis) in Symbols(model).Where(found => fed.ContainsKey(found.Input)))
            sizes.TryAdd(symbol, batches.Sum(batch => Extent(batch, input, axis)) / records);
        return sizes;
    }

    /// <summary>The size of each symbolic dimension in a probe, which prices work where there is no data.</summary>
    public static IReadOnlyDictionary<string, long> ProbedSizes(OnnxModel model, ProbedSample probe)
    {
        var sizes = new Dictionary<string, long>();
        foreach (var (symbol, input, axis) in Symbols(model).Where(found => probe.Inputs.ContainsKey(found.Input)))
            sizes.TryAdd(symbol, probe.Inputs[input].Shape[axis]);
        return sizes;
    }

    /// <summary>Symbolic dimensions of the inputs, but for the first axis, which counts records.</summary>
    private static IEnumerable<(string Symbol, string Input, int Axis)> Symbols(OnnxModel model) =>
        from input in model.Graph.Input
        from dim in (input.Type?.TensorType?.Shape?.Dim ?? []).Index().Skip(1)
        where dim.Item.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam
        select (dim.Item.DimParam, input.Name, dim.Index);

    /// <summary>The summed extents of a batch's records along an axis.</summary>
    private static double Extent(Batch batch, string input, int axis)
    {
        if (axis == 1 && batch.RowMask is { } mask && mask.Shape[1] == batch.Inputs[input].Shape[1])
            return mask.ToFloats().Sum(value => (double)value);
        return batch.Inputs[input].Shape[axis] * (double)batch.Records.Count;
    }
}

/// <summary>A model's structure and the probe that it was inferred from.</summary>
/// <param name="Structure">Groups, refusals, costs.</param>
/// <param name="Probe">Inputs and facts.</param>
public sealed record AnalysedModel(ModelStructure Structure, ProbedSample Probe);
