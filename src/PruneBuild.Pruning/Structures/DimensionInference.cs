using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures.Inference;
using PruneBuild.Pruning.Structures.Layers;

namespace PruneBuild.Pruning.Structures;

/// <summary>
/// Finds what can be cut in a graph the way a compiler infers types: every axis has a dimension, every operator states equations between
/// dimensions, and what no equation pins can shrink.
/// </summary>
public static class DimensionInference
{
    /// <summary>Infers the structure of a model's main graph, and of the bodies of its If, Loop and Scan nodes.</summary>
    /// <param name="model">The model, as <see cref="Onnx.Editing.PrunableForm" /> gives it; its nodes in any order that can run. Where two
    /// values have one name, bodies are not followed.</param>
    /// <param name="facts">Type and shape of every value, from one run on the runtime; bodies without facts are not followed.</param>
    /// <param name="sizes">Sizes to price with, by symbolic dimension of the graph inputs (an average sequence length, say); the
    /// probe's sizes stand in for the rest. The first axis of the inputs counts as one record.</param>
    public static ModelStructure Infer(OnnxModel model, ShapeFacts facts, IReadOnlyDictionary<string, double>? sizes = null)
    {
        var state = new InferenceState(model, GraphIndex.Deep(model.Graph), facts);
        var inputs = GraphInputs.State(state);
        GraphWalk.Run(state, model.Graph);
        foreach (var output in model.Graph.Output)
        {
            foreach (var dim in state.SharedWeight(output.Name) ?? state.Find(output.Name) ?? [])
                state.Pin(new Pin(dim, output.Name, "graph output", "the model promises it to its callers"));
        }

        return EmptiedBranch.FindEnds(StructureExtraction.Extract(state, inputs.SizesToPriceWith(sizes)), model, facts);
    }
}
