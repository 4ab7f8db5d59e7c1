using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Sparse initializers of a main graph: dense while a model is worked on, and sparse again when it ships.</summary>
public static class SparseInitializers
{
    /// <summary>The model with a dense initializer in place of each sparse one of whole bytes; the model itself when it has none.</summary>
    public static OnnxModel Dense(OnnxModel model)
    {
        if (!model.Graph.SparseInitializer.Any(IsOfWholeBytes))
            return model;
        var graph = Sharing.Copy(model.Graph);
        var opened = model.Graph.SparseInitializer.Where(IsOfWholeBytes)
            .Select(sparse => TensorProtos.Create(SparseTensors.Name(sparse), SparseTensors.ToDense(model, sparse)));
        Sharing.Replace(graph.Initializer, model.Graph.Initializer.Concat(opened));
        Sharing.Replace(graph.SparseInitializer, model.Graph.SparseInitializer.Where(sparse => !IsOfWholeBytes(sparse)));
        return model.WithGraph(graph);
    }

    /// <summary>The model with those initializers sparse that a model before it had sparse: as they were written where no element is
    /// another one, else where that takes fewer bytes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The model that was made dense.</param>
    public static OnnxModel Again(OnnxModel model, OnnxModel before)
    {
        var sparse = before.Graph.SparseInitializer.Where(IsOfWholeBytes).ToDictionary(SparseTensors.Name);
        if (sparse.Count == 0)
            return model;
        var graph = Sharing.Copy(model.Graph);
        var stored = model.Graph.Initializer.Where(tensor => sparse.ContainsKey(tensor.Name))
            .Select(tensor => (Dense: tensor, Sparse: Stored(model.Read(tensor), before, sparse[tensor.Name])))
            .Where(pair => pair.Sparse is not null).ToDictionary(pair => pair.Dense.Name, pair => pair.Sparse!);
        Sharing.Replace(graph.Initializer, model.Graph.Initializer.Where(tensor => !stored.ContainsKey(tensor.Name)));
        Sharing.Replace(graph.SparseInitializer, [.. model.Graph.SparseInitializer, .. stored.Values]);
        return model.WithGraph(graph);
    }

    private static SparseTensorProto? Stored(Tensor dense, OnnxModel before, SparseTensorProto written)
    {
        var own = SparseTensors.ToDense(before, written);
        if (own.Type == dense.Type && own.Shape.Equals(dense.Shape) && own.Bytes.SequenceEqual(dense.Bytes))
            return written;
        var (name, changed) = (SparseTensors.Name(written), SparseTensors.FromDense(SparseTensors.Name(written), dense));
        return changed.CalculateSize() < TensorProtos.Create(name, dense).CalculateSize() ? changed : null;
    }

    private static bool IsOfWholeBytes(SparseTensorProto sparse) =>
        (ElementType)sparse.Values.DataType is not ElementType.String and var type && Tensor.BitWidth(type) >= 8;
}
