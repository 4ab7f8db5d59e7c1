using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>The model as cut and refit so far, consumer by consumer.</summary>
/// <param name="original">The model before any cut.</param>
/// <param name="structure">Its groups.</param>
internal sealed class Student(OnnxModel original, ModelStructure structure)
{
    private readonly List<WeightEdit> edits = [];
    private readonly HashSet<string> late = [];
    private readonly Dictionary<string, Narrowed> narrowed = [];

    /// <summary>True until the first consumer is refit.</summary>
    public bool IsOriginal => edits.Count == 0;

    /// <summary>Takes over a consumer that is refit.</summary>
    public void Add(WeightEdit edit) => edits.Add(edit);

    /// <summary>Notes which groups of a consumer come too late to be cut before the end: what makes their units has run.</summary>
    /// <param name="cut">The consumer.</param>
    /// <param name="at">Where the batches are.</param>
    public void NoteLate(ConsumerCut cut, Frontier at) => late.UnionWith(cut.Groups.Where(id => structure.Group(id).Slices
        .Any(slice => slice.Node != cut.Consumer.Node && !cut.Consumer.Reads(slice) && at.HasRun(slice.Node))));

    /// <summary>True when a group's units can be cut as soon as a consumer is refit.</summary>
    public bool CanGo(KeptUnits group, string consumer) =>
        group.Kept.Count > 0
        && !late.Contains(group.GroupId)
        && structure.Group(group.GroupId).Consumers is [var only]
        && only.Node == consumer;

    /// <summary>
    /// The model now. A group that ends in one consumer is cut as soon as that is refit; units of one that ends in several stay until the
    /// end, with rows of zeros in the consumers that are refit: the others must still see them. So do units whose makers have run already,
    /// as in a chain of matrices, each of which ends one group and makes the next. A group that goes whole stays as zeros too: its consumer
    /// is where the next measurement starts.
    /// </summary>
    /// <param name="plan">What to keep.</param>
    /// <param name="also">A consumer that is not refit yet, whose groups are cut all the same.</param>
    public OnnxModel Under(PrunePlan plan, string? also = null)
    {
        string[] refit = [.. edits.Select(edit => edit.Consumer.Node), .. also is null ? [] : new[] { also }];
        var finished = plan.Groups.Where(group => refit.Any(consumer => CanGo(group, consumer)));
        return RefitCut.Apply(original, structure, new PrunePlan([.. finished]), edits, Within);
    }

    /// <summary>The model in the end, with all that a plan takes gone.</summary>
    public OnnxModel Finish(PrunePlan plan) => RefitCut.Apply(original, structure, plan, edits, Within);

    /// <summary>An edit for what is left of its consumer, which the next cut of the model mostly leaves as it is.</summary>
    private WeightEdit Within(WeightEdit edit, IReadOnlyList<int>? features, IReadOnlyList<int>? outputs)
    {
        if (narrowed.TryGetValue(edit.Consumer.Node, out var last)
            && ReferenceEquals(last.Of, edit) && AreSame(last.Features, features) && AreSame(last.Outputs, outputs))
            return last.Edit;
        return (narrowed[edit.Consumer.Node] = new(edit, features, outputs, edit.Within(features, outputs))).Edit;
    }

    private static bool AreSame(IReadOnlyList<int>? first, IReadOnlyList<int>? second) =>
        first is null || second is null ? first == second : first.SequenceEqual(second);

    private sealed record Narrowed(
        WeightEdit Of, IReadOnlyList<int>? Features, IReadOnlyList<int>? Outputs, WeightEdit Edit);
}
