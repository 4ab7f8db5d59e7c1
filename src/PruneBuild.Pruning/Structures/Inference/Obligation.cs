namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>An integer that the graph computes must equal the size of a dimension, before and after any cut.</summary>
/// <param name="Reader">The input that relies on it.</param>
/// <param name="Term">How the graph computes it.</param>
/// <param name="Target">What it must equal.</param>
internal sealed record Obligation(ShapeReader Reader, IntTerm Term, Dim Target);

/// <summary>An integer attribute must equal the size of a dimension.</summary>
internal sealed record AttributeObligation(string Node, string Attribute, int Element, long Value, Dim Target);

/// <summary>Why a dimension must not change.</summary>
/// <param name="Dim">The dimension; all its atoms are meant.</param>
/// <param name="Node">Name of the node, or first output when it has none; the name of a graph input or output.</param>
/// <param name="Operator">Its operator, or "graph input" or "graph output".</param>
/// <param name="Reason">A clause that completes "cannot be cut because …".</param>
internal sealed record Pin(Dim Dim, string Node, string Operator, string Reason)
{
    /// <summary>Of axes that carry another dimension together, packed: they are no dimensions of their own,
    /// so no refusal names them.</summary>
    public const string PartOfPacking = "it is a part of how elements are packed";
}

/// <summary>A node sums over a dimension of one of its inputs.</summary>
/// <param name="Node">First output of the node.</param>
/// <param name="Input">Which input.</param>
/// <param name="Value">The input's name.</param>
/// <param name="Axis">The axis summed over.</param>
/// <param name="Dim">Its dimension.</param>
/// <param name="Kind">Linear, Convolution or Other.</param>
/// <param name="Weight">The weight's initializer, when it is one.</param>
/// <param name="OutputsFirst">Layout of the weight.</param>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="PerIndex">Features per index: kernel positions of a convolution.</param>
/// <param name="Zero">The value that holds the integer that means zero; null when zero does.</param>
/// <param name="Body">The outermost If, Loop or Scan whose body holds the node; null in the main graph.</param>
/// <param name="Place">Where the weight is read when nodes carry it.</param>
/// <param name="Experts">Whose weights it stacks; null for one weight.</param>
internal sealed record Contraction(
    string Node,
    int Input,
    string Value,
    int Axis,
    Dim Dim,
    ConsumerKind Kind,
    string? Weight,
    bool OutputsFirst,
    int Outputs,
    int PerIndex,
    string? Zero,
    string? Body = null,
    WeightPlace? Place = null,
    ExpertStack? Experts = null);

/// <summary>Multiply–accumulates of a node: the product of the dimensions.</summary>
internal sealed record WorkTerm(string Node, IReadOnlyList<Dim> Factors);

/// <summary>A constant as one input of one node reads it, with a dimension for each axis.</summary>
internal sealed record WeightUse(string Node, int Input, string Tensor, Dim[] Axes)
{
    /// <summary>Stands for the input of a node that reads the constant in another way.</summary>
    public const int Unfollowed = -1;

    /// <summary>True when a refusal should name its dimensions: matrices, and what is not followed.</summary>
    public bool IsMatrix => Input == Unfollowed || Axes.Count(dim => dim.Size > 1) > 1;
}
