using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Masks;

/// <summary>A weight whose elements can be zeroed one by one.</summary>
/// <param name="Id">Stable name for people and manifests: the module that it belongs to; unique in the model.</param>
/// <param name="Node">First output of the node that multiplies by it; of several, the first.</param>
/// <param name="Operator">The node's operator.</param>
/// <param name="Input">Position among the node's inputs.</param>
/// <param name="Tensor">Name of the constant.</param>
/// <param name="Layout">How its elements are matrices.</param>
/// <param name="Inputs">The product as statistics see it; null when what enters it is not a value of the graph.</param>
/// <param name="PartStride">Features between two parts' shares of what enters: groups of a convolution read different channels;
/// 0 when all parts read the same.</param>
/// <param name="Excluded">Why it stays dense unless the manifest names it; null when it does not.</param>
public sealed record MaskableWeight(
    string Id,
    string Node,
    string Operator,
    int Input,
    string Tensor,
    WeightLayout Layout,
    Consumer? Inputs,
    int PartStride,
    string? Excluded)
{
    /// <summary>True when it makes the model's answer.</summary>
    public bool IsHead { get; init; }

    /// <summary>Other nodes that read it, in the same layout: they share its mask.</summary>
    public ValueList<WeightReader> Others { get; init; } = [];

    /// <summary>Every product with it, as statistics see it.</summary>
    public IEnumerable<Consumer> Consumers => Others.Select(other => other.Inputs).Prepend(Inputs).OfType<Consumer>();

    /// <summary>First outputs of the nodes that multiply by it; where it is a lookup table alone, of those that look it up.</summary>
    public IEnumerable<string> Nodes => IsLookup && Operator != "Gather"
        ? Others.Where(other => other.Operator != "Gather").Select(other => other.Node).Prepend(Node)
        : Others.Select(other => other.Node).Prepend(Node);

    /// <summary>True when a node looks rows of it up.</summary>
    public bool IsLookup => Operator == "Gather" || Others.Any(other => other.Operator == "Gather");

    /// <summary>True where one node puts out its data times the weight, which can gain a bias;
    /// what recurrent cells and attention put out has another layout.</summary>
    public bool IsFactor => this is { Input: 1, Others.Count: 0, Operator: "MatMul" or "Gemm" or "Conv" };

    /// <summary>True when outputs are filters: scores are then compared over the layer, else output by output.</summary>
    public bool IsConvolution => Operator.Contains("Conv", StringComparison.Ordinal);
}

/// <summary>One more node that reads a weight.</summary>
/// <param name="Node">Its first output.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="Inputs">The product as statistics see it; null when what enters it is not a value of the graph.</param>
public sealed record WeightReader(string Node, string Operator, Consumer? Inputs);

/// <summary>A weight that masks leave alone, and why.</summary>
/// <param name="Tensor">Name of the constant.</param>
/// <param name="Node">A node that reads it.</param>
/// <param name="Operator">The node's operator.</param>
/// <param name="Elements">Its elements.</param>
/// <param name="Reason">Why.</param>
public sealed record MaskRefusal(string Tensor, string Node, string Operator, long Elements, string Reason)
{
    /// <summary>True for a matrix that a body of an If, a Loop or a Scan multiplies by.</summary>
    public bool IsInBody { get; init; }
}
