using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>Puts one position of the stream into another basis: what writes it and what reads it turns along.</summary>
public static class BasisChange
{
    /// <summary>The model with every vector v along the group's axes replaced by Bᵀv:
    /// rows x = hW + b become xB, and xV = (xB)(BᵀV).</summary>
    /// <param name="model">A rotatable form.</param>
    /// <param name="group">The position's width in it; every index of its axes is one unit.</param>
    /// <param name="basis">B, [width, width].</param>
    public static OnnxModel Apply(OnnxModel model, PruneGroup group, Matrix basis)
    {
        var proto = model.Proto.Clone();
        foreach (var slice in group.Slices)
        {
            var index = new GraphIndex(proto.Graph);
            var node = index.Producer(slice.Node)!;
            GraphPatch.SetConstant(proto.Graph, node, slice.Input, Along(model.Read(index.Constant(slice.Tensor)!), slice.Axis, basis));
        }

        return model.With(proto);
    }

    /// <summary>A tensor T with T′[…, j, …] = Σᵢ T[…, i, …]·B[i, j].</summary>
    private static Tensor Along(Tensor tensor, int axis, Matrix basis)
    {
        var (width, values) = (basis.Rows, tensor.ToFloats());
        var inner = (int)tensor.Shape.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
        if (inner == 1)
            return Tensor.Of(
                DenseAlgebra.Cpu.Multiply(Matrix.FromRowMajor(values.Length / width, width, values), basis).ToFloats(), tensor.Shape.Span);
        var turned = new List<float>(values.Length);
        for (var start = 0; start < values.Length; start += width * inner)
        {
            var block = Matrix.FromRowMajor(width, inner, values.AsSpan(start, width * inner));
            turned.AddRange(DenseAlgebra.Cpu.TransposedMultiply(basis, block).ToFloats());
        }

        return Tensor.Of(turned.ToArray(), tensor.Shape.Span);
    }
}
