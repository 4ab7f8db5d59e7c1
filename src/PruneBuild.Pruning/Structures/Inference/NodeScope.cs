using Google.Protobuf.Collections;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>What a rule may ask and say about the node it is for.</summary>
internal sealed class NodeScope(InferenceState state, NodeProto node)
{
    public NodeProto Node { get; } = node;

    /// <summary>Identity of the node: its first output.</summary>
    public string Key => Node.Output.FirstOrDefault(output => output.Length > 0) ?? Node.Name;

    public string DisplayName => Node.Name is { Length: > 0 } name ? name : Key;

    public int InputCount => Node.Input.Count;

    public long Opset => state.Model.Opset(Node.Domain);

    public bool HasInput(int input) => Node.Has(input);

    public string Input(int input) => Node.Input[input];

    /// <summary>True when a node of this operator makes the input.</summary>
    public bool IsMadeBy(int input, string op) => HasInput(input) && state.Index.Producer(Node.Input[input])?.OpType == op;

    /// <summary>True for an initializer, sparse or not, and for the value of a Constant node.</summary>
    public bool IsConstant(int input) => HasInput(input) && state.IsConstant(Node.Input[input]);

    /// <summary>The constant that holds the weight at an input, read there or carried to it; null when it is computed otherwise.</summary>
    public string? Weight(int input)
    {
        if (!HasInput(input) || WeightCarrier.Of(state.Model, state.Index, Node, input) is not { } carrier)
            return null;
        carriers[carrier.Tensor] = carrier;
        return carrier.Tensor;
    }

    private readonly Dictionary<string, WeightCarrier> carriers = [];

    private WeightPlace? Place(string? weight, bool outputsFirst)
    {
        if (weight is null || !carriers.TryGetValue(weight, out var carrier) || carrier.Steps.Count == 0)
            return null;
        var rank = state.Facts.Find(weight)!.Shape.Count;
        return new WeightPlace(carrier.Reader.Output[0], carrier.AxisOfConstant(outputsFirst ? 0 : rank - 1, rank));
    }

    /// <summary>True for a constant, and for what is computed from constants alone.</summary>
    public bool IsFixed(int input) => HasInput(input) && state.IsFixed(Node.Input[input]);

    /// <summary>True when a node or the graph's caller reads an output.</summary>
    public bool IsUsed(int output) =>
        output < Node.Output.Count && Node.Output[output].Length > 0 && state.Index.Uses(Node.Output[output]).Count > 0;

    public ValueFact? Fact(int input) => HasInput(input) ? state.Facts.Find(Node.Input[input]) : null;

    public ValueFact? OutputFact(int output) => output < Node.Output.Count ? state.Facts.Find(Node.Output[output]) : null;

    /// <summary>True for a constant, and for what only moves or decodes a constant's elements.</summary>
    public bool IsWeight(int input) => IsConstant(input) || (HasInput(input) && state.WeightLike.Contains(Node.Input[input]));

    /// <summary>The dimensions of an input; a constant's are those of this very use.</summary>
    /// <exception cref="RuleMissesException">The input is absent or the probe did not see it.</exception>
    public Dim[] Axes(int input)
    {
        if (!HasInput(input))
            throw new RuleMissesException($"input {input} is missing");
        var name = Node.Input[input];
        if (!state.IsKnown(name) && IsConstant(input))
        {
            var fact = state.Facts.Find(name) ?? throw new RuleMissesException($"'{name}' was not seen");
            return uses.TryGetValue(input, out var known) ? known : uses[input] = state.UseOfConstant(Key, input, name, fact.Shape);
        }

        return state.Find(name) ?? throw new RuleMissesException($"'{name}' was not seen");
    }

    private readonly Dictionary<int, Dim[]> uses = [];

    /// <summary>States the dimensions of an output.</summary>
    public void SetOutput(int output, Dim[] dims)
    {
        if (output >= Node.Output.Count || Node.Output[output].Length == 0)
            return;
        if (OutputFact(output) is { } fact && !fact.Shape.SequenceEqual(dims.Select(dim => dim.Size)))
            throw new RuleMissesException(
                $"the rule expects {string.Join('×', dims.Select(d => d.Size))}, the run gave {string.Join('×', fact.Shape)}");
        state.Set(Node.Output[output], dims);
    }

    /// <summary>Fresh dimensions for an output, from what the probe saw.</summary>
    public Dim[] FreshOutput(int output) =>
        InferenceState.Fresh((OutputFact(output) ?? throw new RuleMissesException($"output {output} was not seen")).Shape);

    /// <summary>Makes two dimensions equal, or pins both when they do not match.</summary>
    public void Unify(Dim a, Dim b)
    {
        if (DimSolver.Unify(a, b))
            return;
        Pin(a, "its size is composed in a way that does not match");
        Pin(b, "its size is composed in a way that does not match");
    }

    public void UnifyProducts(IReadOnlyList<Dim> a, IReadOnlyList<Dim> b)
    {
        foreach (var dim in DimSolver.Match(a, b))
            Pin(dim, "a reshape mixes it with other dimensions");
    }

    public void Pin(Dim dim, string reason) => state.Pin(new Pin(dim, DisplayName, Node.OpType, reason));

    /// <summary>Pins the axes behind records and channels, of an input and of what is made of it.</summary>
    public void PinSpatial(Dim[] input, Dim[] output)
    {
        foreach (var dim in input[2..].Concat(output[2..]))
            Pin(dim, "a spatial extent follows from the input");
    }

    /// <summary>True when a pin seen so far keeps the whole dimension.</summary>
    public bool IsPinned(Dim dim) => state.IsPinned(dim);

    /// <summary>The integers of an input as terms; null when it is not shape arithmetic.</summary>
    public IntTerm[]? Terms(int input)
    {
        if (!HasInput(input))
            return null;
        if (state.Terms(Node.Input[input]) is { } known)
            return known;
        if (!IsConstant(input) || Fact(input) is not { Integers: { } integers, Type: ElementType.Int64 or ElementType.Int32 })
            return null;
        return [.. integers.Select((value, i) => new ConstantTerm(new ConstantSite(Key, input, Node.Input[input], i, value)))];
    }

    /// <summary>States the integers of an output.</summary>
    public void SetTerms(int output, IntTerm[] terms)
    {
        if (OutputFact(output)?.Integers?.Count == terms.Length)
            state.SetTerms(Node.Output[output], terms);
    }

    /// <summary>States that an integer that an input carries must equal a dimension.</summary>
    /// <remarks>A size read off a value is equated at once where one of the two is not composed yet; composed ones may be of one size and
    /// laid out differently (channels before and after a shuffle), so that only their sizes must agree.</remarks>
    public void Oblige(int input, IntTerm term, Dim target)
    {
        if (term is SizeTerm size
            && size.Dim.Size == target.Size
            && (size.Dim.Resolved.Form == DimForm.Atom || target.Resolved.Form == DimForm.Atom))
            Unify(size.Dim, target);
        else
            state.Obligations.Add(new Obligation(new ShapeReader(Key, input), term, target));
    }

    public void ObligeAttribute(string attribute, int element, long value, Dim target) =>
        state.AttributeObligations.Add(new AttributeObligation(Key, attribute, element, value, target));

    /// <summary>States that the node sums over an axis of an input. What happens inside a body is not measured,
    /// so it is not refit.</summary>
    public void Contract(
        int input, int axis, Dim dim, ConsumerKind kind, string? weight = null, bool outputsFirst = false, long outputs = 0,
        long perIndex = 1, string? zero = null) =>
        state.Contractions.Add(state.Body is null
            ? new Contraction(
                Key, input, Node.Input[input], axis, dim, kind, weight, outputsFirst, (int)outputs, (int)perIndex, zero,
                Place: Place(weight, outputsFirst))
            : new Contraction(
                Key, input, Node.Input[input], axis, dim, ConsumerKind.Other, null, outputsFirst, (int)outputs,
                (int)perIndex, zero, state.Body));

    /// <summary>States that the node multiplies each row by the weight of one expert and sums over an axis of the rows.</summary>
    /// <returns>False when the other factor is no such choice of weights, or lies in a body: nothing is stated then.</returns>
    public bool TryContractOverExperts(int input, int axis, Dim dim)
    {
        if (state.Body is not null || ChosenWeights.Of(state.Index, state.Facts, Node, 1 - input) is not { } chosen)
            return false;
        // W·x has its outputs on the last axis but one, x·W on the last.
        var outputsFirst = input == 1;
        var outputAxis = outputsFirst ? 1 : 2;
        state.Contractions.Add(new Contraction(
            Key, input, Node.Input[input], axis, dim, ConsumerKind.Linear, chosen.Stack, outputsFirst,
            (int)state.Facts.Find(chosen.Stack)!.Shape[outputAxis], 1, null,
            Place: new WeightPlace(chosen.Reader.Output[0], outputAxis), Experts: chosen.Experts));
        return true;
    }

    /// <summary>The scalar of an input that states which integer means zero; null when the input is absent: zero means zero.</summary>
    /// <exception cref="RuleMissesException">There is one for each row.</exception>
    public string? ZeroPoint(int input)
    {
        if (input < 0 || !HasInput(input))
            return null;
        return Axes(input).All(dim => dim.Size == 1) ? Input(input) : throw new RuleMissesException("rows have zero points of their own");
    }

    public void Work(IEnumerable<Dim> factors) => state.Work.Add(new WorkTerm(Key, [.. factors, .. state.Steps]));

    public void MarkSoftmaxBatch(Dim dim) => state.SoftmaxBatch.Add(dim);

    /// <summary>States that dimensions are channels that a convolution mixes.</summary>
    public void MarkChannels(params Dim[] dims) => state.Channels.AddRange(dims);

    /// <summary>States that dimensions belong to a product of two computed values: the width of heads.</summary>
    public void MarkProduct(params Dim[] dims) => state.Products.AddRange(dims);

    public void MarkResidual(Dim dim) => state.Residual.Add(dim);

    /// <summary>States that what is left of an input's dimension after a cut is packed anew,
    /// which only consumers do that all pack alike.</summary>
    public void MarkRepacked(Dim dim) => state.Repacked.Add((Key, dim));

    /// <summary>States which dimensions a packed constant holds, and bits of an element, for the cost.</summary>
    public void MarkPacked(int input, Dim[] dims, long bits) => state.Packed[Node.Input[input]] = (dims, bits / 8.0);

    public ValueList<string> Origins(int input) => HasInput(input) ? state.Origins.GetValueOrDefault(Node.Input[input], []) : [];

    public long Int(string name, long fallback) => Attribute(name) is { } attribute ? attribute.I : fallback;

    public float Float(string name, float fallback) => Attribute(name) is { } attribute ? attribute.F : fallback;

    public RepeatedField<long>? Ints(string name) => Attribute(name)?.Ints;

    public string Text(string name, string fallback) => Attribute(name) is { } attribute ? attribute.S.ToStringUtf8() : fallback;

    public AttributeProto? Attribute(string name) => Node.Find(name);

    /// <summary>An axis counted from the front.</summary>
    public static int Normalize(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);
}

/// <summary>A rule does not cover this use of its operator; the node is then treated as one without a rule.</summary>
internal sealed class RuleMissesException(string message) : Exception(message);
