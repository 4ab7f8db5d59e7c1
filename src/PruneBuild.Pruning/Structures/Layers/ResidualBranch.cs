using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures.Layers;

/// <summary>A branch that a residual addition closes: x + f(x). Without it the sum is x.</summary>
/// <param name="Sum">x + f(x).</param>
/// <param name="Input">Which input of the addition is f(x).</param>
/// <param name="Residual">x.</param>
/// <param name="Nodes">First outputs of the nodes that nothing needs once the branch is dropped.</param>
/// <param name="Constants">Constants that only those nodes read.</param>
public sealed record ResidualBranch(string Sum, int Input, string Residual, ValueList<string> Nodes, ValueList<string> Constants)
{
    private static readonly string[] contractions =
        ["MatMul", "Gemm", "Conv", "ConvTranspose", "Attention", "MultiHeadAttention", "GroupQueryAttention",
            "MatMulNBits", "FusedConv", "FusedMatMul"];

    /// <summary>The branches of a model's main graph, in the order of its nodes.</summary>
    /// <param name="model">The model; its nodes in topological order.</param>
    /// <param name="facts">Shapes of its values.</param>
    /// <remarks>An addition closes a branch when one summand is computed from the other, both have the shape of the sum, and the work of a
    /// contraction goes with the branch: the polynomial of a decomposed GELU is no branch.</remarks>
    public static IReadOnlyList<ResidualBranch> Of(OnnxModel model, ShapeFacts facts)
    {
        var index = new GraphIndex(model.Graph);
        var outputs = model.Graph.Output.Select(output => output.Name).ToHashSet();
        return
        [
            .. model.Graph.Node
                .Where(node => node.OpType == "Add"
                    && node.Input.All(input => index.Constant(input) is null && SameShape(facts, input, node.Output[0])))
                .Where(node => !outputs.Contains(node.Output[0]))
                .Select(node => Close(model, index, node)).OfType<ResidualBranch>(),
        ];
    }

    /// <summary>The graph without the branch; a branch that was dropped before may have changed what its addition reads.</summary>
    public static GraphProto Drop(GraphProto graph, string sum, int input)
    {
        var addition = new GraphIndex(graph).Producer(sum);
        return addition is null ? graph : GraphEdits.RemoveDead(GraphEdits.Redirect(graph, sum, addition.Input[1 - input]));
    }

    private static ResidualBranch? Close(OnnxModel model, GraphIndex index, NodeProto addition)
    {
        for (var input = 0; input < 2; input++)
        {
            var residual = addition.Input[1 - input];
            if (addition.Input[input] == residual || !index.DependsOn(addition.Input[input], residual))
                continue;
            var left = Drop(model.Graph, addition.Output[0], input);
            var nodes = model.Graph.Node.Select(Key).Except(left.Node.Select(Key)).ToValueList();
            return nodes.Any(node => contractions.Contains(index.Producer(node)?.OpType))
                ? new ResidualBranch(
                    addition.Output[0], input, residual, nodes, ConstantsOf(model.Graph).Except(ConstantsOf(left)).ToValueList())
                : null;
        }

        return null;
    }

    private static bool SameShape(ShapeFacts facts, string left, string right) =>
        facts.Find(left) is { } one && facts.Find(right) is { } other && one.Shape.Equals(other.Shape) && one.Shape.Count >= 2;

    private static IEnumerable<string> ConstantsOf(GraphProto graph) => graph.Initializer.Select(initializer => initializer.Name)
        .Concat(graph.Node.Where(node => node.OpType == "Constant").Select(node => node.Output[0]));

    private static string Key(NodeProto node) => node.Output.First(output => output.Length > 0);
}
