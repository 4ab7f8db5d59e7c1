using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Recovery;

/// <summary>Low-rank updates under masks: a matrix W is read as W + s·M⊙(BA), and becomes that sum when training ends.</summary>
/// <remarks>Zimmer et al., PERP (arXiv 2312.15230), MaskLoRA: s = 2, B zero at the start, so that nothing changes before the first step.
/// The mask lies over the product from the beginning, so merging is exact, and zeros stay zeros.</remarks>
public static class MaskAdapters
{
    private const float Scale = 2;

    /// <summary>The model with the adapters, and their tensors.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">Matrices to adapt; those that are not of two axes and 32-bit floats are left out.</param>
    /// <param name="masks">Which elements stay; a matrix without a mask is adapted as a whole.</param>
    /// <param name="rank">Columns of B.</param>
    /// <param name="seed">Seed of A.</param>
    public static (OnnxModel Model, IReadOnlyList<TrainedTensor> Tensors) Add(
        OnnxModel model, IEnumerable<MaskableWeight> weights, IReadOnlyDictionary<string, bool[]> masks, int rank, int seed)
    {
        var graph = model.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.adapters"));
        var (random, tensors, added) = (new Random(seed), new List<TrainedTensor>(), graph.Node.Count);
        foreach (var weight in weights)
        {
            if (graph.Initializer.FirstOrDefault(tensor => tensor.Name == weight.Tensor) is not { Dims.Count: 2 } constant
                || (ElementType)constant.DataType != ElementType.Float)
            {
                continue;
            }

            var (rows, columns) = (constant.Dims[0], constant.Dims[1]);
            // Uniform with the variance of Kaiming's rule for a linear map of this many inputs.
            var bound = 1 / Math.Sqrt(columns);
            graph.Initializer.Add(TensorProtos.Create(
                Right(weight.Tensor), Tensor.Of([.. Enumerable.Range(0, (int)(rank * columns)).Select(_ => (float)(bound * ((2 * random.NextDouble()) - 1)))], rank, columns)));
            graph.Initializer.Add(TensorProtos.Create(Left(weight.Tensor), Tensor.Of(new float[rows * rank], rows, rank)));
            var change = writer.Add("MatMul", [Left(weight.Tensor), Right(weight.Tensor)]);
            var factors = masks.TryGetValue(weight.Tensor, out var kept) ? Array.ConvertAll(kept, keep => keep ? Scale : 0f) : [.. Enumerable.Repeat(Scale, (int)(rows * columns))];
            var sum = writer.Add("Add", [weight.Tensor, writer.Add("Mul", [change, writer.Constant(Tensor.Of(factors, rows, columns))])]);
            // By the tensor, not by the output: a new bias may have taken over the output's name.
            var reader = graph.Node.First(node => node.Input.Count > weight.Input && node.Input[weight.Input] == weight.Tensor);
            reader.Input[weight.Input] = sum;
            tensors.Add(new TrainedTensor(Left(weight.Tensor), TrainedFamily.MaskLora));
            tensors.Add(new TrainedTensor(Right(weight.Tensor), TrainedFamily.MaskLora));
        }

        return (model.WithGraph(TopologicalOrder.Sort(graph) ?? throw new InvalidOperationException($"{graph.Node.Count - added} adapters made a cycle.")), tensors);
    }

    /// <summary>W + s·M⊙(BA), in the order in which W is stored; +0 where the mask keeps nothing.</summary>
    /// <param name="weight">W.</param>
    /// <param name="left">B, [rows, rank].</param>
    /// <param name="right">A, [rank, columns].</param>
    /// <param name="kept">M; null when all stay.</param>
    public static float[] Merge(Tensor weight, Tensor left, Tensor right, bool[]? kept)
    {
        var product = DenseAlgebra.Cpu.Multiply(
            Matrix.FromRowMajor((int)left.Shape[0], (int)left.Shape[1], left.ToFloats()), Matrix.FromRowMajor((int)right.Shape[0], (int)right.Shape[1], right.ToFloats()));
        var merged = weight.ToFloats();
        for (var i = 0; i < merged.Length; i++)
            merged[i] = kept is null || kept[i] ? (float)(merged[i] + (Scale * product.Values[i])) : 0f;
        return merged;
    }

    /// <summary>Name of B.</summary>
    public static string Left(string tensor) => $"prunebuild.adapter/{tensor}/left";

    /// <summary>Name of A.</summary>
    public static string Right(string tensor) => $"prunebuild.adapter/{tensor}/right";
}
