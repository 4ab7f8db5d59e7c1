using System.Numerics;
using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Structures;

/// <summary>Units that can only be removed together everywhere, and every place that changes when one goes.</summary>
/// <param name="Id">Stable name for people and manifests, such as <c>encoder.layer.3.attention</c>; unique in the model.</param>
/// <param name="Kind">What the units are.</param>
/// <param name="Units">How many.</param>
/// <param name="Slices">Axes of constants that shrink.</param>
/// <param name="Consumers">The contractions that sum over the units; masks, statistics and refits live at their inputs (taps).</param>
/// <param name="UnitWidth">Features of a unit at the first consumer, for people: 32 in "12 heads × 32".</param>
public sealed record PruneGroup(
    string Id,
    StructureKind Kind,
    int Units,
    ValueList<TensorSlice> Slices,
    ValueList<Consumer> Consumers,
    int UnitWidth)
{
    /// <summary>The sums that close the group's branch when none of its units is left; none when at least one unit has to stay.</summary>
    public ValueList<BranchEnd> Ends { get; init; } = [];

    /// <summary>How many units together have a multiple of so many features: 1 head of 32 for 8 or 32, 8 neurons for 8.</summary>
    /// <param name="features">One at least.</param>
    public int UnitsOf(int features) => features / (int)BigInteger.GreatestCommonDivisor(features, UnitWidth);

    /// <summary>The If, Loop or Scan inside whose body some of the taps lie; null when all lie in the main graph
    /// and can be measured.</summary>
    public string? Body => Consumers.FirstOrDefault(consumer => consumer.Body is not null)?.Body;
}

/// <summary>A sum x + f(x) in which a branch ends.</summary>
/// <param name="Node">First output of the sum.</param>
/// <param name="Input">Which of its inputs is f(x).</param>
/// <param name="Type">Element type of the sum.</param>
public sealed record BranchEnd(string Node, int Input, ElementType Type);

/// <summary>An axis of a constant that shrinks with a group, as one input of one node reads it.</summary>
/// <param name="Node">First output of the reading node.</param>
/// <param name="Input">Position among its inputs.</param>
/// <param name="Tensor">The initializer, or the output of a Constant node. Readers that shrink differently get copies.</param>
/// <param name="Axis">The axis.</param>
/// <param name="Pattern">Where units lie on it.</param>
public sealed record TensorSlice(string Node, int Input, string Tensor, int Axis, AxisPattern Pattern);

/// <summary>How a consumer multiplies.</summary>
public enum ConsumerKind
{
    /// <summary>MatMul or Gemm with a constant weight: features are the contracted axis.</summary>
    Linear,

    /// <summary>Conv with a constant weight: features are channel-major windows (im2col).</summary>
    Convolution,

    /// <summary>Anything else that sums over the units (a product of two computed values, a grouped convolution, a ReduceSum):
    /// masked and cut, not refit.</summary>
    Other,
}

/// <summary>A contraction over a group's units. Its <see cref="Tap" /> is the value that enters it.</summary>
/// <param name="Node">First output of the node: the consumer's identity.</param>
/// <param name="Input">Position of the tap among the node's inputs.</param>
/// <param name="Tap">Value that enters.</param>
/// <param name="TapAxis">Axis of the tap that carries the units.</param>
/// <param name="TapPattern">Where units lie on that axis.</param>
/// <param name="Kind">How it multiplies.</param>
/// <param name="Weight">Constant that holds the weight, for Linear and Convolution; else null.</param>
/// <param name="OutputsFirst">True when the weight is [outputs, features…] (Gemm with transB, Conv), false for [features, outputs].</param>
/// <param name="Outputs">o: number of outputs.</param>
/// <param name="PerIndex">Features per index of the tap's axis: 1 for Linear, k_h·k_w for Convolution.</param>
/// <param name="Zero">Name of the scalar that holds the integer which means zero in a quantized tap; null when zero does.</param>
/// <param name="Body">First output of the outermost If, Loop or Scan whose body holds the node; null in the main graph. Taps in bodies are
/// masked and cut, never measured.</param>
/// <param name="Place">Where the constant is read when nodes carry it to the consumer (Transpose, Cast, DequantizeLinear); null when the
/// consumer reads it itself.</param>
/// <param name="Experts">Whose weights the constant stacks, when each row is multiplied by that of one expert; null for one weight for
/// all.</param>
public sealed record Consumer(
    string Node,
    int Input,
    string Tap,
    int TapAxis,
    AxisPattern TapPattern,
    ConsumerKind Kind,
    string? Weight,
    bool OutputsFirst,
    int Outputs,
    int PerIndex,
    string? Zero = null,
    string? Body = null,
    WeightPlace? Place = null,
    ExpertStack? Experts = null)
{
    /// <summary>True when a slice is one of the consumer's own weight.</summary>
    public bool Reads(TensorSlice slice) => slice.Tensor == Weight && slice.Node == (Place?.Node ?? Node);

    /// <summary>p: number of features, units or not. Each expert has its own.</summary>
    public int Features => OfOneExpert * ExpertCount;

    /// <summary>How many experts have weights of their own: 1 where one weight is for all rows.</summary>
    public int ExpertCount => Experts?.Count ?? 1;

    private int OfOneExpert => TapPattern.AxisSize * PerIndex;

    /// <summary>The features of a unit, ascending: with experts, those that it has in each of them.</summary>
    public IEnumerable<int> FeaturesOf(int unit) => Enumerable.Range(0, ExpertCount).SelectMany(expert =>
        TapPattern.Indices(unit).SelectMany(index => Enumerable.Range((expert * OfOneExpert) + (index * PerIndex), PerIndex)));
}

/// <summary>Weights of experts in one constant, [experts, …], of which each row of the tap is multiplied by one.</summary>
/// <param name="Count">E: number of experts.</param>
/// <param name="Choice">Value that holds the number of the expert that each row goes to.</param>
/// <param name="PerToken">How many rows that follow each other are one token's; 1 where that is not known.</param>
/// <remarks>y_n = W_e(n)·x_n is linear in the features that hold x_n at the place of expert e(n) and zeros at those of all others: their
/// Gram matrix is that of each expert over the rows that are routed to it, and their weight the experts' weights below one
/// another.</remarks>
public sealed record ExpertStack(int Count, string Choice, int PerToken)
{
    /// <summary>Features of all experts together that are measured at most: their Gram matrix has 2 GiB.</summary>
    public const int MostFeatures = 16384;
}

/// <summary>Where a weight is read that other nodes carry to its consumer.</summary>
/// <param name="Node">First output of the node that reads the constant.</param>
/// <param name="OutputAxis">The axis of the constant that holds the consumer's outputs.</param>
public sealed record WeightPlace(string Node, int OutputAxis);
