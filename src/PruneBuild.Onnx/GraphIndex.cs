using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>One use of a value: the node and the input position, or a graph output (<see cref="Node" /> null).</summary>
/// <param name="Node">The node that reads it; null for a graph output. A node with a subgraph also uses what the subgraph captures.</param>
/// <param name="Input">Position among the node's inputs; -1 when a subgraph of the node captures the value; the output's position for a graph output.</param>
public sealed record Use(NodeProto? Node, int Input);

/// <summary>Who makes and who reads each value of one graph. Built once, in time linear in the graph.</summary>
public sealed class GraphIndex
{
    /// <summary>Indexes a graph.</summary>
    public GraphIndex(GraphProto graph) => throw new NotImplementedException();

    /// <summary>The graph that was indexed.</summary>
    public GraphProto Graph { get; }

    /// <summary>The node that makes a value, or null for inputs, initializers and unknown names.</summary>
    public NodeProto? Producer(string value) => throw new NotImplementedException();

    /// <summary>All uses, in node order, graph outputs last.</summary>
    public IReadOnlyList<Use> Uses(string value) => throw new NotImplementedException();

    /// <summary>The initializer of that name, or null.</summary>
    public TensorProto? Initializer(string value) => throw new NotImplementedException();

    /// <summary>True for an input of the graph that is not an initializer.</summary>
    public bool IsInput(string value) => throw new NotImplementedException();

    /// <summary>The initializer, or the value of the Constant node, that defines this name; null when it is computed.</summary>
    public TensorProto? Constant(string value) => throw new NotImplementedException();
}
