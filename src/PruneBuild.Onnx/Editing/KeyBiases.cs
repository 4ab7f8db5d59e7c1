using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>
/// Constants that add the same to everything a softmax compares, which it takes away again: a bias of keys adds one number to all scores of
/// a query. Runtimes do not know, and pass over all keys to add it.
/// </summary>
public sealed class KeyBiases
{
    // What masks put in the place of scores: e to the power of it is 0 whatever was added to the others.
    private const float Masked = -1e4f;

    private readonly OnnxModel model;
    private readonly ShapeFacts facts;
    private readonly GraphIndex index;
    private readonly List<(string Sum, string Other)> found = [];

    private KeyBiases(OnnxModel model, ShapeFacts facts)
    {
        (this.model, this.facts, index) = (model, facts, new GraphIndex(model.Graph));
        foreach (var node in model.Graph.Node
            .Where(node => node.OpType == "Softmax" && OnnxDomains.IsDefault(node.Domain) && facts.Find(node.Input[0]) is not null))
        {
            var axis = PositionWise.SoftmaxAxis(node, model.Opset());
            var fromEnd = (int)(axis < 0 ? -axis : facts.Find(node.Input[0])!.Shape.Count - axis);
            // Before opset 13 all axes from the given one on are compared.
            if (fromEnd == 1 || model.Opset() >= 13)
                Search(node.Input[0], fromEnd);
        }
    }

    /// <summary>True when there is a softmax, before which such constants may be.</summary>
    public static bool MayBeIn(OnnxModel model) => model.Graph.Node.Any(node => node.OpType == "Softmax");

    /// <summary>The model without these constants: the same outputs but for rounding.</summary>
    /// <param name="model">The model. Sums whose result is read elsewhere as well, or is an output, stay.</param>
    /// <param name="facts">Types and shapes of its values from one run of more than one position.</param>
    /// <returns>The model; the same where there are none.</returns>
    public static OnnxModel Drop(OnnxModel model, ShapeFacts facts)
    {
        var biases = new KeyBiases(model, facts).found;
        return biases.Count == 0 ? model : model.WithGraph(GraphEdits.RemoveDead(biases.Aggregate(
            model.Graph, (graph, bias) => GraphEdits.Redirect(graph, bias.Sum, bias.Other))));
    }

    /// <summary>Looks at what a value is a sum of; whatever is the same all along the axis may be left out.</summary>
    private void Search(string value, int fromEnd)
    {
        if (index.Uses(value) is not [{ Node: not null, Input: >= 0 }]
            || index.Producer(value) is not { } node
            || !OnnxDomains.IsDefault(node.Domain)
            || node.Input.Append(value).Any(name => facts.Find(name) is null) || Size(value, fromEnd) < 2)
            return;
        switch (node.OpType)
        {
            case "Add" when Bias(node, fromEnd) is { } bias:
                found.Add((value, node.Input[1 - bias]));
                Search(node.Input[1 - bias], fromEnd);
                break;
            case "Add":
                foreach (var input in node.Input)
                    Search(input, fromEnd);
                break;
            case "Mul" when node.Input.Where(input => !IsSame(input, fromEnd)).ToArray() is [var scaled]:
                Search(scaled, fromEnd);
                break;
            case "Div" when IsSame(node.Input[1], fromEnd):
                Search(node.Input[0], fromEnd);
                break;
            case "Where" when Scalar(node.Input[2]) <= Masked:
                Search(node.Input[1], fromEnd);
                break;
            case "Where" when Scalar(node.Input[1]) <= Masked:
                Search(node.Input[2], fromEnd);
                break;
            // Its columns are those of the right matrix.
            case "MatMul" when fromEnd == 1 && node.Input.All(input => Shape(input).Count >= 2):
                Search(node.Input[1], fromEnd);
                break;
            case "MatMul" or "Transpose" or "Reshape" when PositionWise.Inputs(
                node, fromEnd, model.Opset(), Shape, _ => null) is { Count: 1 } inputs:
                Search(node.Input[0], inputs[0]);
                break;
        }
    }

    /// <summary>Which input of a sum is a constant that is the same all along the axis and makes the sum no larger than the other;
    /// null when none is.</summary>
    private int? Bias(NodeProto sum, int fromEnd) => Enumerable.Range(0, 2).Where(input =>
            IsSame(sum.Input[input], fromEnd)
            && index.Constant(sum.Input[input]) is not null
            && Shape(sum.Input[1 - input]).SequenceEqual(Shape(sum.Output[0])))
        .Select(input => (int?)input).FirstOrDefault();

    /// <summary>True for what has no such axis, or is a constant of size one on it; a computed value may have another
    /// size in another run.</summary>
    private bool IsSame(string value, int fromEnd) =>
        Shape(value).Count < fromEnd || (Size(value, fromEnd) == 1 && index.Constant(value) is not null);

    private float? Scalar(string value) =>
        index.Constant(value) is { } constant && model.Read(constant) is { Count: 1, Type: ElementType.Float } number
            ? number.ToFloats()[0]
            : null;

    private long Size(string value, int fromEnd) => Shape(value) is var shape && shape.Count >= fromEnd ? shape[^fromEnd] : 1;

    private ValueList<long> Shape(string value) => facts.Find(value)!.Shape;
}
