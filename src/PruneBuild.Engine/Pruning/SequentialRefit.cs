using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>
/// Refits the consumers of a cut model one after the other: features from the model as cut and refit so far, targets from the original, which
/// runs beside it. Each batch goes through each node of either model once.
/// </summary>
internal sealed class SequentialRefit(OnnxModel original, IReconstruction reconstruction, Device device)
{
    private const string TeacherInput = "prunebuild.teacher";

    private const string TargetValue = "prunebuild.target";

    private readonly GraphIndex originalIndex = new(original.Graph);
    private readonly SegmentRunner runner = new(device);
    private readonly List<string> notes = [];

    /// <summary>Consumers whose solve was given up.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The refit model.</summary>
    public Result<OnnxModel> Run(
        OnnxModel cut, IReadOnlyList<ConsumerCut> cuts, IReadOnlyDictionary<string, Tensor> sample, IReadOnlyList<Batch> batches,
        Action<double>? progress, CancellationToken cancellation)
    {
        var facts = Probe.Run(cut, sample, device);
        if (!facts.IsOk)
            return facts.As<OnnxModel>();
        var (student, teacherAt, studentAt) = (cut, Frontier.Start(batches), Frontier.Start(batches));
        for (var i = 0; i < cuts.Count; i++)
        {
            progress?.Invoke((double)i / cuts.Count);
            var step = Step(student, cuts[i], facts.Value, batches, teacherAt, studentAt, cancellation);
            if (!step.IsOk)
                return step.As<OnnxModel>();
            (student, teacherAt, studentAt) = step.Value;
        }

        return Result<OnnxModel>.Ok(student);
    }

    private Result<(OnnxModel Student, Frontier Teacher, Frontier AtTap)> Step(
        OnnxModel student, ConsumerCut cut, ShapeFacts facts, IReadOnlyList<Batch> batches, Frontier teacherAt, Frontier studentAt,
        CancellationToken cancellation)
    {
        var target = MatchTarget.Find(original, originalIndex, cut.Consumer);
        var taught = runner.Advance(teacherAt, original, [target.Teacher], [target.Teacher], cancellation: cancellation);
        if (!taught.IsOk)
            return taught.As<(OnnxModel, Frontier, Frontier)>();
        var consumer = cut.Consumer with { TapPattern = AxisPattern.Whole(cut.Kept.Count / cut.Consumer.PerIndex) };
        var request = new MomentRequest(consumer, MomentDetail.Gram, TargetValue);
        var extras = taught.Value.Wanted.Select(values => (IReadOnlyDictionary<string, Tensor>)new Dictionary<string, Tensor>
        {
            [TeacherInput] = values[target.Teacher],
        }).ToArray();
        var measured = runner.Measure(
            studentAt, WithTarget(student, target, facts.Find(cut.Consumer.Node)!.Shape.Count), [cut.Consumer.Tap], facts, [request],
            new MomentOptions(RowMaskShapes.InProbe(facts, original, batches)), extras, cancellation);
        if (!measured.IsOk)
            return measured.As<(OnnxModel, Frontier, Frontier)>();
        var edited = Refit(student, cut, measured.Value.Moments[request]);
        return Result<(OnnxModel, Frontier, Frontier)>.Ok((edited, taught.Value.Frontier, measured.Value.Frontier));
    }

    private OnnxModel Refit(OnnxModel student, ConsumerCut cut, Moments moments)
    {
        var weight = WeightEditor.Read(original, originalIndex, cut.Consumer);
        var result = reconstruction.Reconstruct(new ReconstructionTask(weight, moments, cut.Kept, true));
        if (result.Note is { } note)
            notes.Add($"{cut.Groups[0]}: {note}");
        return WeightEditor.Apply(student, [new WeightEdit(cut.Consumer.Node, result.Weight, result.BiasChange)], _ => cut.Consumer.OutputsFirst);
    }

    /// <summary>The student with the nodes that compute ((teacher − residual) − shift) / scale.</summary>
    private static OnnxModel WithTarget(OnnxModel student, MatchTarget target, int rank)
    {
        var proto = student.Proto.Clone();
        proto.Graph.Input.Add(ValueInfos.Create(TeacherInput, ElementType.Float, new long?[rank]));
        var value = TeacherInput;
        if (target.Residual is { } residual)
            value = Append(proto.Graph, "Sub", value, residual, "prunebuild.without-residual");
        value = Append(proto.Graph, "Sub", value, Constant(proto.Graph, "prunebuild.shift", target.Shift, target.ChannelAxisOne, rank), "prunebuild.without-shift");
        if (target.Scale is { } scale)
            value = Append(proto.Graph, "Div", value, Constant(proto.Graph, "prunebuild.scale", scale, target.ChannelAxisOne, rank), "prunebuild.unscaled");
        Append(proto.Graph, "Identity", value, null, TargetValue);
        return student.With(proto);
    }

    private static string Append(GraphProto graph, string op, string left, string? right, string output)
    {
        var node = new NodeProto { OpType = op, Name = output, Input = { left }, Output = { output } };
        if (right is not null)
            node.Input.Add(right);
        graph.Node.Add(node);
        return output;
    }

    private static string Constant(GraphProto graph, string name, double[] values, bool channelAxisOne, int rank)
    {
        long[] shape = channelAxisOne ? [values.Length, .. Enumerable.Repeat(1L, rank - 2)] : [values.Length];
        graph.Initializer.Add(TensorProtos.Create(name, Tensor.Of(Array.ConvertAll(values, value => (float)value), shape)));
        return name;
    }
}
