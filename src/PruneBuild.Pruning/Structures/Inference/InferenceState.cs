using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Everything the rules have found so far. Lives inside one call of <see cref="DimensionInference" />.</summary>
internal sealed class InferenceState(OnnxModel model, GraphIndex index, ShapeFacts facts)
{
    private readonly Dictionary<string, Dim[]> axes = [];
    private readonly Dictionary<string, Dim[]> sharedWeights = [];
    private readonly Dictionary<string, IntTerm[]> terms = [];
    private readonly List<Pin> pins = [];
    private readonly HashSet<Dim> pinned = [];

    public OnnxModel Model { get; } = model;

    /// <summary>Of the graph and all its bodies.</summary>
    public GraphIndex Index { get; } = index;

    public ShapeFacts Facts { get; } = facts;

    /// <summary>Why dimensions must not change; see <see cref="Pin" />.</summary>
    public IReadOnlyList<Pin> Pins => pins;

    public List<Obligation> Obligations { get; } = [];

    public List<AttributeObligation> AttributeObligations { get; } = [];

    public List<Contraction> Contractions { get; } = [];

    public List<WorkTerm> Work { get; } = [];

    public List<WeightUse> WeightUses { get; } = [];

    /// <summary>Axes that a Softmax keeps apart: what rides along there is heads.</summary>
    public List<Dim> SoftmaxBatch { get; } = [];

    /// <summary>Axes that convolutions mix: channels.</summary>
    public List<Dim> Channels { get; } = [];

    /// <summary>Values that are computed from constants alone.</summary>
    public HashSet<string> Fixed { get; } = [];

    /// <summary>True for a constant.</summary>
    public bool IsConstant(string value) => Index.Constant(value) is not null || Index.Sparse(value) is not null;

    /// <summary>True for a constant, and for what is computed from constants alone.</summary>
    public bool IsFixed(string value) => IsConstant(value) || Fixed.Contains(value);

    /// <summary>Axes that a product of two computed values sums over, or that its second factor brings.</summary>
    public List<Dim> Products { get; } = [];

    /// <summary>Values that only move or decode elements of constants: weights, whatever carries them.</summary>
    public HashSet<string> WeightLike { get; } = [];

    /// <summary>Axes of sums of values from different contractions: the residual stream.</summary>
    public List<Dim> Residual { get; } = [];

    /// <summary>Which contractions (first outputs) a value's last maker chain starts from;
    /// at most <see cref="OriginLimit" /> are kept.</summary>
    public Dictionary<string, ValueList<string>> Origins { get; } = [];

    public const int OriginLimit = 6;

    /// <summary>Dimensions that a node sums over with a weight whose blocks are packed anew when they shrink.</summary>
    public List<(string Node, Dim Dim)> Repacked { get; } = [];

    /// <summary>What packed constants hold: their dimensions, and bytes of an element.</summary>
    public Dictionary<string, (Dim[] Dims, double Bytes)> Packed { get; } = [];

    /// <summary>True when every name of the model means one value, so that bodies can be looked at as parts of the graph.</summary>
    public bool NamesAreUnique { get; } = Onnx.Editing.BodyNames.AreUnique(model.Graph);

    /// <summary>The node whose body is being visited; null in the main graph.</summary>
    public string? Body { get; set; }

    /// <summary>How often the body that is being visited runs: one dimension for each loop around it.</summary>
    public ValueList<Dim> Steps { get; set; } = [];

    /// <summary>The axes of a computed value, made fresh from its fact the first time; null when the probe did not see it.</summary>
    public Dim[]? Find(string value)
    {
        if (axes.TryGetValue(value, out var known))
            return known;
        return Facts.Find(value) is { } fact ? axes[value] = Fresh(fact.Shape) : null;
    }

    /// <summary>States that a dimension must not change.</summary>
    public void Pin(Pin pin)
    {
        pins.Add(pin);
        pinned.UnionWith(pin.Dim.Atoms());
    }

    /// <summary>True when a pin stated so far keeps every atom of a dimension.</summary>
    public bool IsPinned(Dim dim) => dim.Atoms().All(pinned.Contains);

    public bool IsKnown(string value) => axes.ContainsKey(value);

    public void Set(string value, Dim[] dims) => axes[value] = dims;

    /// <summary>The axes of a constant as one input of one node reads it.</summary>
    /// <remarks>
    /// A matrix that several nodes read is one matrix: its readers are coupled. A vector (bias, norm, scale) that an exporter merged with
    /// equal ones is cheap to copy, and coupling sixteen zero biases would tie the whole model together: each reader has its own.
    /// </remarks>
    public Dim[] UseOfConstant(string node, int input, string tensor, ValueList<long> shape)
    {
        Dim[] dims;
        if (shape.Count(size => size > 1) > 1)
        {
            if (!sharedWeights.TryGetValue(tensor, out var shared))
                sharedWeights[tensor] = shared = Fresh(shape);
            dims = shared;
        }
        else
        {
            dims = Fresh(shape);
        }

        WeightUses.Add(new WeightUse(node, input, tensor, dims));
        return dims;
    }

    /// <summary>The axes of a matrix of constants that nodes read; null when none does.</summary>
    public Dim[]? SharedWeight(string tensor) => sharedWeights.GetValueOrDefault(tensor);

    public IntTerm[]? Terms(string value) => terms.GetValueOrDefault(value);

    public void SetTerms(string value, IntTerm[] elements) => terms[value] = elements;

    public void ForgetTerms(string value) => terms.Remove(value);

    public static Dim[] Fresh(ValueList<long> shape) => [.. shape.Select(size => new Dim(size))];
}
