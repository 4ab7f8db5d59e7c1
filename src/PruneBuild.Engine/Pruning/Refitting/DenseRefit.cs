using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>Refits all consumers at once, from moments of the original.</summary>
internal static class DenseRefit
{
    /// <summary>An edit for each consumer.</summary>
    public static IReadOnlyList<WeightEdit> Run(
        OnnxModel original, IReadOnlyList<ConsumerCut> cuts, IReadOnlyDictionary<string, Moments> moments,
        IReconstruction reconstruction, RefitNotes notes)
    {
        var index = new GraphIndex(original.Graph);
        var edits = new List<WeightEdit>();
        foreach (var cut in cuts)
        {
            var task = new ReconstructionTask(
                WeightEditor.Read(original, index, cut.Consumer), moments[cut.Consumer.Node], cut.Kept) { Units = cut.Units };
            var result = notes.Reconstruct(reconstruction, cut, task);
            edits.Add(WeightEdit.Uncut(cut.Consumer, cut.Kept, result.Weight, result.BiasChange));
        }

        return edits;
    }
}
