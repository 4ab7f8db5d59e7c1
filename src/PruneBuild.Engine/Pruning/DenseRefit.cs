using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning;

/// <summary>Refits all consumers of a cut model at once, from moments of the original.</summary>
internal static class DenseRefit
{
    /// <summary>The refit model, and a note for each solve that was given up.</summary>
    public static (OnnxModel Model, IReadOnlyList<string> Notes) Run(
        OnnxModel original, OnnxModel cut, IReadOnlyList<ConsumerCut> cuts, IReadOnlyDictionary<string, Moments> moments, IReconstruction reconstruction)
    {
        var index = new GraphIndex(original.Graph);
        var notes = new List<string>();
        var edits = new List<WeightEdit>();
        foreach (var step in cuts)
        {
            var task = new ReconstructionTask(WeightEditor.Read(original, index, step.Consumer), moments[step.Consumer.Node], step.Kept);
            var result = reconstruction.Reconstruct(task);
            if (result.Note is { } note)
                notes.Add($"{step.Groups[0]}: {note}");
            edits.Add(new WeightEdit(step.Consumer.Node, result.Weight, result.BiasChange));
        }

        var outputsFirst = cuts.ToDictionary(step => step.Consumer.Node, step => step.Consumer.OutputsFirst);
        return (WeightEditor.Apply(cut, edits, node => outputsFirst[node]), notes);
    }
}
