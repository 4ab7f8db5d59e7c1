using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
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
        var tensor = (Carrier(model, index, node, consumer)
            ?? throw new InvalidOperationException($"The weight of '{consumer.Node}' is computed."))
            .Read(model, index);
        if (consumer.Experts is not null)
            return ExpertWeights.Below(tensor, consumer.OutputsFirst);
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
                var carrier = Carrier(model, index, node, edit.Consumer)!;
                var shape = carrier.Shape(index);
                carrier.Write(model, proto.Graph, index, Stored(edit.Consumer, weight, shape), shape);
            }

            if (edit.BiasChange is not { } change)
                continue;
            if (edit.Consumer.Experts is null)
                BiasEditor.Shift(model, proto.Graph, node, change);
            else
                BiasEditor.ShiftExperts(
                    proto.Graph, node, change, Carrier(model, index, node, edit.Consumer)!.Type(index), edit.Consumer.OutputsFirst);
        }

        return model.With(proto);
    }

    /// <summary>The weight's way to its consumer; that of experts leads to the node that chooses among them.</summary>
    private static WeightCarrier? Carrier(OnnxModel model, GraphIndex index, NodeProto node, Consumer consumer) =>
        consumer.Experts is null
            ? WeightCarrier.Of(model, index, node, 1)
            : index.Producer(consumer.Place!.Node) is { } chooser ? WeightCarrier.Of(model, index, chooser, 0) : null;

    private static float[] Stored(Consumer consumer, Matrix weight, ValueList<long> shape) =>
        consumer.Experts is not null && consumer.OutputsFirst ? ExpertWeights.OutputsFirst(weight, shape)
        : Floats(consumer.OutputsFirst ? weight.Transpose() : weight);

    private static float[] Floats(Matrix weight)
    {
        var values = new float[weight.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)weight.Values[i];
        return values;
    }
}
