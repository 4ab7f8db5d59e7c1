namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Sparse initializers hold positions, not axes to slice: their dimensions stay.</summary>
internal static class SparseInitializers
{
    public static void State(InferenceState state)
    {
        foreach (var name in state.Model.Graph.SparseInitializer.Select(tensor => tensor.Values.Name))
        {
            if (state.Facts.Find(name) is not { } fact)
                continue;
            var dims = state.UseOfConstant(name, 0, name, fact.Shape);
            state.Set(name, dims);
            state.Fixed.Add(name);
            foreach (var dim in dims)
                state.Pin(new Pin(dim, name, "sparse initializer", "a sparse initializer holds it"));
        }
    }
}
