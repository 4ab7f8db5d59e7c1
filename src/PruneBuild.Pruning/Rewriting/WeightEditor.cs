using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>Reads and replaces the weights of consumers, in the orientation y = x·W + b, through the nodes that carry them.</summary>
/// <remarks>What is written is rounded as the constant stores it: 16-bit floats, or 8-bit integers on the scales that they have.</remarks>
public static class WeightEditor
{
    /// <summary>The weight of a Linear or Convolution consumer as [features, outputs]; a cut model gives fewer features.</summary>
    public static Matrix Read(OnnxModel model, GraphIndex index, Consumer consumer)
    {
        var node = index.Producer(consumer.Node) ?? throw new InvalidOperationException($"No node makes '{consumer.Node}'.");
        var tensor = (WeightCarrier.Of(model, index, node, 1)
            ?? throw new InvalidOperationException($"The weight of '{consumer.Node}' is computed."))
            .Read(model, index);
        var values = tensor.ToFloats();
        var outputs = (int)(consumer.OutputsFirst ? tensor.Shape[0] : tensor.Shape[^1]);
        var matrix = consumer.OutputsFirst
            ? Matrix.FromRowMajor(outputs, values.Length / outputs, values)
            : Matrix.FromRowMajor(values.Length / outputs, outputs, values);
        return consumer.OutputsFirst ? matrix.Transpose() : matrix;
    }

    /// <summary>Replaces weights and shifts outputs; a bias that exists is changed, else one is added.</summary>
    /// <param name="model">The cut model.</param>
    /// <param name="edits">One for each consumer that changes.</param>
    public static OnnxModel Apply(OnnxModel model, IReadOnlyList<WeightEdit> edits)
    {
        if (edits.Count == 0)
            return model;
        var proto = model.Proto.Clone();
        foreach (var edit in edits)
        {
            var index = new GraphIndex(proto.Graph);
            var node = index.Producer(edit.Consumer.Node) ?? throw new InvalidOperationException($"No node makes '{edit.Consumer.Node}'.");
            if (edit.Weight is { } weight)
            {
                var carrier = WeightCarrier.Of(model, index, node, 1)!;
                carrier.Write(
                    model, proto.Graph, index, Floats(edit.Consumer.OutputsFirst ? weight.Transpose() : weight),
                    carrier.Read(model, index).Shape);
            }

            if (edit.BiasChange is { } change)
                BiasEditor.Shift(model, proto.Graph, node, change);
        }

        return model.With(proto);
    }

    private static float[] Floats(Matrix weight)
    {
        var values = new float[weight.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)weight.Values[i];
        return values;
    }
}
