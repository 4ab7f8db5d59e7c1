using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning;

/// <summary>Refits all consumers at once, from moments of the original.</summary>
internal static class DenseRefit
{
    /// <summary>An edit for each consumer, and a note for each solve that was given up.</summary>
    public static (IReadOnlyList<WeightEdit> Edits, IReadOnlyList<string> Notes) Run(
        OnnxModel original, IReadOnlyList<ConsumerCut> cuts, IReadOnlyDictionary<string, Moments> moments, IReconstruction reconstruction)
    {
        var index = new GraphIndex(original.Graph);
        var notes = new List<string>();
        var edits = new List<WeightEdit>();
        foreach (var cut in cuts)
        {
            var task = new ReconstructionTask(WeightEditor.Read(original, index, cut.Consumer), moments[cut.Consumer.Node], cut.Kept);
            var result = cut.Reconstruction(reconstruction).Reconstruct(task);
            if (result.Note is { } note)
                notes.Add($"{cut.Groups[0]}: {note}");
            edits.Add(WeightEdit.Uncut(cut.Consumer, cut.Kept, result.Weight, result.BiasChange));
        }

        return (edits, notes);
    }
}
