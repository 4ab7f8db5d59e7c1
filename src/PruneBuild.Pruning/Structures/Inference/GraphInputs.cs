using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>The dimensions of the graph's inputs: pinned, equal where they share a symbol.</summary>
internal sealed class GraphInputs
{
    private readonly Dictionary<string, Dim> symbols = [];
    private readonly List<Dim> batches = [];

    public static GraphInputs State(InferenceState state)
    {
        var inputs = new GraphInputs();
        foreach (var input in state.Model.Graph.Input)
        {
            if (state.Index.IsInput(input.Name) && state.Find(input.Name) is { } dims)
                inputs.Add(state, input, dims);
        }

        return inputs;
    }

    /// <summary>The size of an atom for pricing one record.</summary>
    public Func<Dim, double> SizesToPriceWith(IReadOnlyDictionary<string, double>? sizes)
    {
        var known = new Dictionary<Dim, double>();
        foreach (var (symbol, dim) in symbols)
        {
            if (sizes is not null && sizes.TryGetValue(symbol, out var size))
                Price(dim.Resolved, size);
        }

        foreach (var batch in batches)
            Price(batch.Resolved, 1);
        return SizeOf;

        double SizeOf(Dim atom) => known.TryGetValue(atom, out var size) ? size : atom.Size;

        // The largest part takes what the others leave: where a model reads the first token alone, that stays one token.
        void Price(Dim dim, double size)
        {
            if (dim.Form == DimForm.Atom)
            {
                known[dim] = size;
                return;
            }

            var largest = dim.Parts.MaxBy(part => part.Size)!;
            var others = dim.Parts.Where(part => !ReferenceEquals(part, largest)).Select(part => part.Evaluate(SizeOf));
            var rest = dim.Form == DimForm.Sum
                ? Math.Max(0, size - others.Sum())
                : size / others.Aggregate(1.0, (product, other) => product * other);
            Price(largest.Resolved, rest);
        }
    }

    private void Add(InferenceState state, ValueInfoProto input, Dim[] dims)
    {
        var shape = input.Type?.TensorType?.Shape;
        for (var axis = 0; axis < dims.Length; axis++)
        {
            state.Pin(new Pin(dims[axis], input.Name, "graph input", "the model takes it from its callers"));
            if (shape is not null
                && axis < shape.Dim.Count
                && shape.Dim[axis].DimParam is { Length: > 0 } symbol
                && !symbols.TryAdd(symbol, dims[axis]))
                DimSolver.Unify(symbols[symbol], dims[axis]);
        }

        if (dims.Length > 1)
            batches.Add(dims[0]);
    }
}
