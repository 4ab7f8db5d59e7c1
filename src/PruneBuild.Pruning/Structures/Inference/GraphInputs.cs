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
            if (sizes is not null && sizes.TryGetValue(symbol, out var size) && dim.Resolved.Form == DimForm.Atom)
                known[dim.Resolved] = size;
        }

        foreach (var batch in batches.Where(batch => batch.Resolved.Form == DimForm.Atom))
            known[batch.Resolved] = 1;
        return atom => known.TryGetValue(atom, out var size) ? size : atom.Size;
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
