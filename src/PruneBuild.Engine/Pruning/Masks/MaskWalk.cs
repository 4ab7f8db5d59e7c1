using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference.Segments;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.SparseLlm;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>
/// Masks one block after the other: what enters a block comes from the blocks before it as masked so far, the block itself is
/// measured while it is dense. Each batch goes through each node at most twice; in memory are one block's moments and the values
/// between two blocks. With targets that are not a weight's own output, a block is masked feature by feature: what enters a weight
/// comes from the weights before it in its block as masked so far, and what it should put out from a model that runs beside it, whose
/// values of one block are kept too.
/// </summary>
/// <param name="original">The model.</param>
/// <param name="facts">Shapes of its values.</param>
/// <param name="recipe">What to do.</param>
/// <param name="targets">How many elements each weight loses, by id.</param>
/// <param name="bench">Data, and where to run.</param>
internal sealed class MaskWalk(
    OnnxModel original, ShapeFacts facts, MaskRecipe recipe, IReadOnlyDictionary<string, SparsityTarget> targets, Workbench bench)
{
    /// <summary>The stage, for people who wait.</summary>
    public const string Stage = "masking";

    private readonly SegmentRunner runner = new(bench.Device);
    private readonly GraphIndex index = new(original.Graph);
    private readonly LayerMasking masking = new(recipe);
    private MaskTeacher? teacher;
    private CoupledMasks? coupled;

    /// <summary>Every weight that was masked.</summary>
    public List<MaskedWeight> Weights { get; } = [];

    /// <summary>Which elements of each tensor stay, as it is stored.</summary>
    public Dictionary<string, bool[]> Kept { get; } = [];

    /// <summary>Solves that were given up, and data that was scarce.</summary>
    public IReadOnlyList<Diagnostic> Notes =>
    [
        .. masking.Notes, .. coupled?.Notes ?? [],
        .. coupled is { IsIdle: true }
            ? [DiagnosticCatalog.MaskGivenUp.At(
                null, Weights[0].Id,
                "it and all others are masked by SparseGPT alone, for no two layers meet around an activation that is known")]
            : Array.Empty<Diagnostic>(),
    ];

    /// <summary>Masks these weights.</summary>
    public Result<OnnxModel> Run(IReadOnlyList<MaskableWeight> weights)
    {
        var blocks = WeightBlocks.Of(original, facts, weights);
        var (current, at, behind) = (original, Frontier.Start(bench.Batches), Array.Empty<string>());
        teacher = recipe.Targets == OutputTargets.Own ? null : new MaskTeacher(original, facts, recipe.Targets, bench.Batches, runner);
        coupled = recipe.Masks is SparseLlmMask together ? new CoupledMasks(together.Epochs, facts, Target, runner) : null;
        for (var i = 0; i < blocks.Count; i++)
        {
            bench.Clock.Report(Stage, (double)i / blocks.Count);
            if (teacher is not null)
            {
                var moved = runner.Advance(at, current, behind, cancellation: bench.Cancellation);
                if (!moved.IsOk)
                    return moved.As<OnnxModel>();
                (at, behind) = (moved.Value.Frontier, []);
                var taught = teacher.Enter(blocks[i], current, at, bench.Cancellation);
                if (!taught.IsOk)
                    return taught.As<OnnxModel>();
            }

            foreach (var step in teacher is null ? [blocks[i]] : Steps(blocks[i]))
            {
                bench.Cancellation.ThrowIfCancellationRequested();
                var requests = step.SelectMany(Requests).Distinct().ToArray();
                IReadOnlyDictionary<MomentRequest, Moments> moments = new Dictionary<MomentRequest, Moments>();
                IReadOnlyDictionary<MomentRequest, Moments>? heldOut = null;
                if (requests.Length > 0)
                {
                    var measured = Measure(current, step, at, behind, requests);
                    if (!measured.IsOk)
                        return measured.As<OnnxModel>();
                    (at, moments, heldOut, behind) = (measured.Value.Frontier, measured.Value.Moments, measured.Value.Apart,
                        [.. step.Select(weight => weight.Node).Distinct()]);
                }

                var decided = coupled?.Decide(
                    current, weights, step, at,
                    moments.Values.Select(measured => measured.Rows).DefaultIfEmpty().Max(), bench.Cancellation);
                if (decided is { IsOk: false })
                    return decided.As<OnnxModel>();
                current = Mask(current, step, moments, heldOut);
            }
        }

        return Result<OnnxModel>.Ok(current);
    }

    /// <summary>What the only matrix of a weight loses.</summary>
    private SparsityTarget Target(MaskableWeight weight) =>
        PartTargets.Of(weight.Layout, targets[weight.Id], SelectionScope.Layer, recipe.Present.GetValueOrDefault(weight.Tensor)).Single();

    private Result<MeasuredRun> Measure(
        OnnxModel current, IReadOnlyList<MaskableWeight> step, Frontier at, string[] behind, MomentRequest[] requests)
    {
        var student = recipe.Inputs == ReconstructionInputs.Dense ? original : current;
        return runner.Measure(
            at, teacher?.Ask(student, step) ?? student, behind, facts, requests, bench.Moments(facts, original),
            teacher is null ? null : batch => teacher.Answers(batch, step), apart: HeldOut(bench.Batches.Count),
            cancellation: bench.Cancellation);
    }

    /// <summary>The batches that the update judges itself by; none of a single one.</summary>
    private int[]? HeldOut(int batches) =>
        recipe.Update.HeldOutShare > 0 && batches > 1 ? EvenSpread.Of(batches, recipe.Update.HeldOutShare) : null;

    /// <summary>Weights of a block that read the same value: they are masked together, before those that read what they put out.</summary>
    private static IEnumerable<IReadOnlyList<MaskableWeight>> Steps(IReadOnlyList<MaskableWeight> block) =>
        block.GroupBy(weight => weight.Inputs?.Tap ?? weight.Id).Select(group => group.ToArray());

    private MomentRequest[] Requests(MaskableWeight weight)
    {
        if (teacher?.ValueOf(weight) is { } target)
            return [new MomentRequest(weight.Inputs!, MomentDetail.Gram, target)];
        MomentDetail? detail = recipe.Explains ? MomentDetail.Gram : recipe.Needs;
        return detail is { } asked ? WeightEvidence.Requests(weight, asked) : [];
    }

    private OnnxModel Mask(
        OnnxModel model, IReadOnlyList<MaskableWeight> block, IReadOnlyDictionary<MomentRequest, Moments> moments,
        IReadOnlyDictionary<MomentRequest, Moments>? heldOut)
    {
        var tensors = new Dictionary<string, TensorProto>();
        var shifts = new List<WeightEdit>();
        foreach (var weight in block)
        {
            var requests = Requests(weight);
            var features = WeightEvidence.Sum(requests.Select(moments.GetValueOrDefault));
            var parts = MaskedWeightEditor.Read(original, index, weight);
            var masked = masking.Mask(
                weight, parts, features, targets[weight.Id],
                heldOut is null ? null : WeightEvidence.Sum(requests.Select(heldOut.GetValueOrDefault)), coupled?.Of(weight));
            tensors[weight.Tensor] = MaskedWeightEditor.Store(original, index, weight, [.. masked.Parts.Select(part => part.Weight)]);
            Kept[weight.Tensor] = Array.ConvertAll(
                weight.Layout.Write([.. masked.Parts.Select(part => part.Mask.ToMatrix())]), flag => flag != 0);
            if (masked.BiasChange is { } change)
            {
                // What xW gains, Gemm scales by alpha.
                var alpha = index.Producer(weight.Node)!.Number("alpha", 1);
                shifts.Add(new WeightEdit(weight.Inputs!, null, Array.ConvertAll(change, value => value * alpha)));
            }

            Weights.Add(new MaskedWeight(
                weight.Id, weight.Tensor, weight.Layout.Count,
                masked.Parts.Sum(part => (long)(part.Mask.Features * part.Mask.Outputs) - part.Mask.KeptCount),
                PartErrors.Relative(
                    weight, masked.Aims, MaskedWeightEditor.Read(original, index, weight, tensors[weight.Tensor]), features))
            {
                Findings = recipe.Explains
                    ? MaskFindings.Of(weight, parts, [.. masked.Parts.Select(part => part.Mask)], features, recipe.Masks.Needs is null)
                    : null,
            });
        }

        return WeightEditor.Apply(MaskedWeightEditor.Apply(model, tensors), shifts);
    }
}
