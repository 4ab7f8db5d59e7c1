using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Steps;

/// <summary>Cuts a model to a plan and gives its consumers their refit weights.</summary>
public static class RefitCut
{
    /// <summary>The cut model with the edits in it.</summary>
    /// <param name="original">The model that the structure was inferred from.</param>
    /// <param name="structure">Its groups.</param>
    /// <param name="plan">Units to keep; groups that it does not name stay whole.</param>
    /// <param name="edits">Edits of the uncut consumers. Features and outputs that the plan removes are left out of them: an output of
    /// one consumer is often a unit of another group.</param>
    /// <param name="within">An edit for a model that has only these features and outputs left, for a caller that cuts again and again and
    /// knows what it gave before; null for <see cref="WeightEdit.Within" />.</param>
    public static OnnxModel Apply(
        OnnxModel original, ModelStructure structure, PrunePlan plan, IReadOnlyList<WeightEdit> edits,
        Func<WeightEdit, IReadOnlyList<int>?, IReadOnlyList<int>?, WeightEdit>? within = null)
    {
        within ??= (edit, features, outputs) => edit.Within(features, outputs);
        var kept = ConsumerCut.Of(original, structure, plan).ToDictionary(cut => cut.Consumer.Node, cut => cut.Kept);
        var fitted = edits.Select(edit => within(
            edit, kept.GetValueOrDefault(edit.Consumer.Node), ConsumerCut.KeptOutputs(structure, plan, edit.Consumer)));
        return GraphCutter.WithoutBranches(WeightEditor.Apply(GraphCutter.Slice(original, structure, plan), [.. fitted]), structure, plan);
    }
}
