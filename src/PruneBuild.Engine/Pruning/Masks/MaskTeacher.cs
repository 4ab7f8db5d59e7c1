using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Inference;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Runs the model that masked weights are compared with, one block after the other.</summary>
/// <param name="original">The model before the step.</param>
/// <param name="facts">Shapes of its values.</param>
/// <param name="targets">What weights should put out; not their own output.</param>
/// <param name="batches">Calibration data.</param>
/// <param name="runner">Runs pieces of models.</param>
internal sealed class MaskTeacher(
    OnnxModel original, ShapeFacts facts, OutputTargets targets, IReadOnlyList<Batch> batches, SegmentRunner runner)
{
    private readonly GraphIndex index = new(original.Graph);
    private Frontier at = Frontier.Start(batches);
    private IReadOnlyList<IReadOnlyDictionary<string, Tensor>> taught = [];

    /// <summary>What a weight should put out; null where that is not known: outputs of recurrent cells and attention have another layout,
    /// and what is fused with a product cannot be undone.</summary>
    public MatchTarget? Of(MaskableWeight weight) =>
        weight is { IsFactor: true, Inputs: { } inputs }
        && facts.Find(weight.Node)?.Type is ElementType.Float or ElementType.Float16
        && IsUndone(index.Producer(weight.Node)!)
            ? MatchTarget.Find(original, index, inputs)
            : null;

    /// <summary>True where the product can be told from the output: the alpha of a Gemm is divided by, see
    /// <see cref="MatchTarget.Scale" />.</summary>
    private static bool IsUndone(NodeProto node) =>
        PlainProduct.Is(node) || (node.OpType is "Gemm" or "FusedGemm" && node.Number("alpha", 1) != 0 && PlainProduct.IsLinear(node));

    /// <summary>Runs a block.</summary>
    /// <param name="block">Its weights.</param>
    /// <param name="student">The pruned model, in which this block is dense.</param>
    /// <param name="entry">Where the batches are in it: before the block.</param>
    /// <param name="cancellation">Ends the work.</param>
    public Result<bool> Enter(IReadOnlyList<MaskableWeight> block, OnnxModel student, Frontier entry, CancellationToken cancellation)
    {
        string[] wanted = [.. block.Select(Of).OfType<MatchTarget>().Select(target => target.Teacher).Distinct()];
        var isStudent = targets == OutputTargets.Block;
        var run = runner.Advance(
            isStudent ? entry : at, isStudent ? student : original, isStudent ? [] : [.. block.Select(weight => weight.Node).Distinct()],
            wanted, cancellation: cancellation);
        if (!run.IsOk)
            return run.As<bool>();
        (at, taught) = (run.Value.Frontier, run.Value.Wanted);
        return Result<bool>.Ok(true);
    }

    /// <summary>The model with what some weights of the block should put out as values.</summary>
    public OnnxModel Ask(OnnxModel student, IReadOnlyList<MaskableWeight> weights) => Asked(weights).Aggregate(
        student, (model, pair) => TargetGraph.Append(model, pair.Target, facts.Find(pair.Weight.Node)!, Suffix(pair.Weight)));

    /// <summary>What the model of <see cref="Ask" /> reads besides, for one batch.</summary>
    public IReadOnlyDictionary<string, Tensor> Answers(int batch, IReadOnlyList<MaskableWeight> weights) => Asked(weights).ToDictionary(
        pair => TargetGraph.TeacherInput + Suffix(pair.Weight), pair => taught[batch][pair.Target.Teacher]);

    /// <summary>The value of the model of <see cref="Ask" /> that a weight should put out; null where that is not known.</summary>
    public string? ValueOf(MaskableWeight weight) => Of(weight) is null ? null : TargetGraph.Value + Suffix(weight);

    private IEnumerable<(MaskableWeight Weight, MatchTarget Target)> Asked(IReadOnlyList<MaskableWeight> weights) =>
        weights.Select(weight => (weight, Of(weight))).Where(pair => pair.Item2 is not null).Select(pair => (pair.weight, pair.Item2!));

    private static string Suffix(MaskableWeight weight) => $"/{weight.Id}";
}
