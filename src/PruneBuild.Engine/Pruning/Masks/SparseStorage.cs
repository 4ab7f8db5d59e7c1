using PruneBuild.Diagnostics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Stores masked weights as ONNX's sparse initializers, each where that takes fewer bytes.</summary>
/// <remarks>
/// A sparse element takes its own bytes and eight for its place, so that b bytes an element pay above 8/(b + 8) zeros. The values are the
/// same bit for bit. The format has sparse initializers since IR version 6, to which older models are raised: until then it only grew.
/// </remarks>
public static class SparseStorage
{
    private const int FirstIrVersion = 6;

    /// <summary>Stores a model's masked weights.</summary>
    /// <param name="model">A pruned model.</param>
    /// <param name="masked">Names of its masked constants; one that is no initializer of the main graph stays as it is.</param>
    /// <param name="place">The line of the manifest that asked, for messages.</param>
    /// <returns>The model and what was saved; with a warning when nothing was.</returns>
    public static Result<SparselyStored> Apply(OnnxModel model, IReadOnlyCollection<string> masked, SourceSpan? place = null)
    {
        var replaceable = model.Graph.Input.Select(input => input.Name).ToHashSet();
        TensorProto[] able = [.. model.Graph.Initializer.Where(tensor =>
            masked.Contains(tensor.Name) && !replaceable.Contains(tensor.Name) && Tensor.BitWidth((ElementType)tensor.DataType) >= 8)];
        var tried = able.Select(tensor => Candidate.Of(tensor.Name, model.Read(tensor))).ToArray();
        var smaller = tried.Where(candidate => candidate.Saved > 0).ToArray();
        if (smaller.Length == 0)
            return Result<SparselyStored>.Ok(new(model, masked.Count, 0, 0), [DiagnosticCatalog.NothingStoredSparse.At(
                place, masked.Count, masked.Count > 0 ? WhyNone(tried) : "nothing is masked", masked.Count > 0
                    ? "Ask for more 'sparsity', or remove 'store'; a package compresses zeros anyway"
                    : "No step masks weights ('remove: { sparsity: … }'): remove 'store'")]);
        var proto = model.Proto.Clone();
        proto.IrVersion = Math.Max(proto.IrVersion, FirstIrVersion);
        var stored = smaller.Select(candidate => candidate.Name).ToHashSet();
        TensorProto[] dense = [.. proto.Graph.Initializer.Where(tensor => !stored.Contains(tensor.Name))];
        proto.Graph.Initializer.Clear();
        proto.Graph.Initializer.Add(dense);
        proto.Graph.SparseInitializer.Add(smaller.Select(candidate => candidate.Sparse));
        return Result<SparselyStored>.Ok(new(model.With(proto), masked.Count, smaller.Length, smaller.Sum(candidate => candidate.Saved)));
    }

    private static string WhyNone(IReadOnlyList<Candidate> tried)
    {
        if (tried.Count == 0)
            return "none is an initializer of the main graph, of whole bytes, that no input may replace";
        var nearest = tried.MinBy(candidate => candidate.SparseBytes / (double)candidate.DenseBytes)!;
        return $"the nearest, '{nearest.Name}', keeps {nearest.Kept} of {nearest.Elements} elements, which take {nearest.SparseBytes} "
            + $"bytes sparse and {nearest.DenseBytes} dense";
    }

    /// <summary>A weight in both forms.</summary>
    private sealed record Candidate(string Name, SparseTensorProto Sparse, long Elements, long DenseBytes, long SparseBytes)
    {
        public long Kept => Sparse.Values.Dims[0];

        public long Saved => DenseBytes - SparseBytes;

        public static Candidate Of(string name, Tensor dense)
        {
            var sparse = SparseTensors.FromDense(name, dense);
            return new(name, sparse, dense.Count, TensorProtos.Create(name, dense).CalculateSize(), sparse.CalculateSize());
        }
    }
}

/// <summary>A model whose masked weights are stored sparse where that is smaller.</summary>
/// <param name="Model">The model.</param>
/// <param name="Masked">Masked weights.</param>
/// <param name="Weights">How many of them are sparse initializers now.</param>
/// <param name="SavedBytes">How much smaller that makes the file.</param>
public sealed record SparselyStored(OnnxModel Model, int Masked, int Weights, long SavedBytes);
