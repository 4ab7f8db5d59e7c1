using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Recovery;

/// <summary>
/// Low-rank updates under masks. Added: a matrix W is read as W + s·M⊙(BA). Scaled: as W⊙(BA). It becomes what it is read as when training
/// ends. Kernels of convolutions are matrices of their first axis by all others, in the order in which they are stored.
/// </summary>
/// <remarks>
/// Zimmer et al., PERP (arXiv 2312.15230), MaskLoRA and ScaleLoRA. The mask lies over the product from the beginning, so merging is exact,
/// and zeros stay zeros. Nothing changes before the first step. Added: s = 2, B zero. Scaled: the paper starts with all elements r^-½, but
/// then all columns of B have the same gradient, and BA never leaves rank one; here the first column of B and row of A are one, the other
/// columns of B zero, the other rows of A random, which is BA = 1 as well.
/// </remarks>
public static class MaskAdapters
{
    private const float Scale = 2;

    /// <summary>The model with the adapters, and their tensors.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">Matrices and kernels to adapt; others than of 32-bit floats, and stacks, are left out.</param>
    /// <param name="masks">Which elements stay; a matrix without a mask is adapted as a whole.</param>
    /// <param name="family">Which form: <see cref="TrainedFamily.ScaleLora" /> scales, the others add.</param>
    /// <param name="rank">Columns of B; of no matrix more than its longer side, beyond which they express nothing new.</param>
    /// <param name="seed">Seed of A.</param>
    public static (OnnxModel Model, IReadOnlyList<TrainedTensor> Tensors) Add(
        OnnxModel model, IEnumerable<MaskableWeight> weights, IReadOnlyDictionary<string, bool[]> masks,
        TrainedFamily family, int rank, int seed)
    {
        var graph = model.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.adapters"));
        var (random, tensors, added) = (new Random(seed), new List<TrainedTensor>(), graph.Node.Count);
        foreach (var weight in weights)
        {
            if (graph.Initializer.FirstOrDefault(tensor => tensor.Name == weight.Tensor) is not { } constant
                || (ElementType)constant.DataType != ElementType.Float || !(constant.Dims.Count == 2 || weight.IsConvolution))
            {
                continue;
            }

            var (rows, columns) = ((int)constant.Dims[0], (int)constant.Dims.Skip(1).Aggregate(1L, (count, size) => count * size));
            var (scales, width) = (family == TrainedFamily.ScaleLora, Math.Min(rank, Math.Max(rows, columns)));
            graph.Initializer.Add(
                TensorProtos.Create(Right(weight.Tensor), Tensor.Of(StartRight(scales, width, columns, random), width, columns)));
            graph.Initializer.Add(TensorProtos.Create(Left(weight.Tensor), Tensor.Of(StartLeft(scales, rows, width), rows, width)));
            var product = writer.Add("MatMul", [Left(weight.Tensor), Right(weight.Tensor)]);
            var update = scales ? product : Masked(writer, product, masks.GetValueOrDefault(weight.Tensor), rows, columns);
            if (constant.Dims.Count != 2)
                update = writer.Add("Reshape", [update, writer.Integers([.. constant.Dims])]);
            var read = writer.Add(scales ? "Mul" : "Add", [weight.Tensor, update]);
            // By the tensor, not by the output: a new bias may have taken over the output's name. An Identity may be its reader.
            foreach (var reader in graph.Node.Take(added).Where(node => node.Input.Contains(weight.Tensor)))
                reader.Input[reader.Input.IndexOf(weight.Tensor)] = read;
            tensors.Add(new TrainedTensor(Left(weight.Tensor), family));
            tensors.Add(new TrainedTensor(Right(weight.Tensor), family));
        }

        return (model.WithGraph(
            TopologicalOrder.Sort(graph) ?? throw new InvalidOperationException($"{graph.Node.Count - added} adapters made a cycle.")),
            tensors);
    }

    /// <summary>W + s·M⊙(BA) or W⊙(BA), in the order in which W is stored; +0 where the mask keeps nothing.</summary>
    /// <param name="weight">W.</param>
    /// <param name="left">B, [rows, rank].</param>
    /// <param name="right">A, [rank, columns].</param>
    /// <param name="family">Which form.</param>
    /// <param name="kept">M; null when all stay.</param>
    public static float[] Merge(Tensor weight, Tensor left, Tensor right, TrainedFamily family, bool[]? kept)
    {
        var product = DenseAlgebra.Cpu.Multiply(
            Matrix.FromRowMajor((int)left.Shape[0], (int)left.Shape[1], left.ToFloats()),
            Matrix.FromRowMajor((int)right.Shape[0], (int)right.Shape[1], right.ToFloats()));
        var merged = weight.ToFloats();
        for (var i = 0; i < merged.Length; i++)
        {
            var value = family == TrainedFamily.ScaleLora ? merged[i] * product.Values[i] : merged[i] + (Scale * product.Values[i]);
            merged[i] = kept is null || kept[i] ? (float)value : 0f;
        }

        return merged;
    }

    /// <summary>Name of B.</summary>
    public static string Left(string tensor) => $"prunebuild.adapter/{tensor}/left";

    /// <summary>Name of A.</summary>
    public static string Right(string tensor) => $"prunebuild.adapter/{tensor}/right";

    private static string Masked(NodeWriter writer, string product, bool[]? kept, int rows, int columns)
    {
        float[] factors = kept is null ? [.. Enumerable.Repeat(Scale, rows * columns)] : Array.ConvertAll(kept, keep => keep ? Scale : 0f);
        return writer.Add("Mul", [product, writer.Constant(Tensor.Of(factors, rows, columns))]);
    }

    /// <summary>Random elements are uniform with the variance of Kaiming's rule for a linear map of this many inputs.</summary>
    private static float[] StartRight(bool scales, int rank, int columns, Random random)
    {
        var bound = 1 / Math.Sqrt(columns);
        return [.. Enumerable.Range(0, rank * columns)
            .Select(i => scales && i < columns ? 1f : (float)(bound * ((2 * random.NextDouble()) - 1)))];
    }

    private static float[] StartLeft(bool scales, int rows, int rank) =>
        [.. Enumerable.Range(0, rows * rank).Select(i => scales && i % rank == 0 ? 1f : 0f)];
}
