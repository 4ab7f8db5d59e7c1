using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>
/// Products of a weight of integers with values that are quantized as they come, as ONNX Runtime's quantize_dynamic leaves them: products
/// of floats with a DequantizeLinear of the same integers while a model is worked on, so that what enters and leaves them can be measured,
/// masked and differentiated; products of integers again when it ships.
/// </summary>
/// <remarks>
/// In the main graph. DynamicQuantizeLinear, MatMulInteger or ConvInteger, Cast and Mul by both scales; Microsoft's
/// MatMulIntegerToFloat and DynamicQuantizeMatMul, which come back as those four (ONNX Runtime fuses them as it loads). The weight and its
/// scales are constants; several scales are those of the last axis of a matrix, and need opset 13.
/// </remarks>
public static class DynamicProducts
{
    private const string Domain = "com.microsoft", Quantizer = "DynamicQuantizeLinear", Mark = "prunebuild.integers/";
    private const long AxisSince = 13;
    private const int Bias = 2;

    /// <summary>The model with products of floats in place of each; the model itself when it has none.</summary>
    public static OnnxModel Apart(OnnxModel model)
    {
        var index = new GraphIndex(model.Graph);
        var found = model.Graph.Node.Select(node => Product.Of(node, index, model.Opset())).OfType<Product>().ToArray();
        if (found.Length == 0)
            return model;
        var gone = found.SelectMany(product => product.Nodes).ToHashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        // What gave values and scales to products goes with the last of them.
        foreach (var source in found.SelectMany(product => product.Sources))
        {
            if (source.Output.SelectMany(index.Uses).All(use => use.Node is { } reader && gone.Contains(reader)))
                gone.Add(source);
        }

        var names = new UniqueNames(model.Graph);
        var floats = new Dictionary<NodeProto, NodeProto[]>(ReferenceEqualityComparer.Instance);
        foreach (var product in found)
            floats[product.Nodes[^1]] = [.. product.Floats(names)];
        var graph = Sharing.Copy(model.Graph);
        Sharing.Replace(graph.Node, model.Graph.Node.SelectMany(node =>
            floats.GetValueOrDefault(node) ?? (gone.Contains(node) ? [] : [node])));
        var values = gone.SelectMany(node => node.Output).Except(graph.Node.SelectMany(node => node.Output)).ToHashSet();
        Sharing.Replace(graph.ValueInfo, graph.ValueInfo.Where(info => !values.Contains(info.Name)));
        return model.WithGraph(graph);
    }

    /// <summary>The model with those products of integers again that <see cref="Apart" /> made ones of floats.</summary>
    public static OnnxModel Again(OnnxModel model)
    {
        var index = new GraphIndex(model.Graph);
        var decoders = model.Graph.Node.Where(node => IsMarked(node) && IsOfProduct(index, node))
            .ToHashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        if (decoders.Count == 0)
            return model;
        var names = new UniqueNames(model.Graph);
        var quantized = new Dictionary<string, string[]>();
        var graph = Sharing.Copy(model.Graph);
        Sharing.Replace(graph.Node, model.Graph.Node.Where(node => !decoders.Contains(node)).SelectMany(node =>
            node.Input.Count > 1 && index.Producer(node.Input[1]) is { } decoder && decoders.Contains(decoder)
                ? Integers(graph, node, decoder, index.Constant(decoder.Input[0])!.Dims.Count, quantized, names)
                : [node]));
        return model.WithGraph(graph);
    }

    private static bool IsMarked(NodeProto node) =>
        node.OpType == "DequantizeLinear" && node.Output[0].StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>True where a product alone reads what a node decodes.</summary>
    private static bool IsOfProduct(GraphIndex index, NodeProto decoder) =>
        index.Uses(decoder.Output[0]) is [{ Node.OpType: "MatMul" or "Conv", Input: 1 }];

    /// <summary>The nodes in integers. A bias that a convolution got is added behind them.</summary>
    private static IEnumerable<NodeProto> Integers(
        GraphProto graph, NodeProto product, NodeProto decoder, int rank, Dictionary<string, string[]> quantized, UniqueNames names)
    {
        var (x, output) = (product.Input[0], product.Output[0]);
        if (!quantized.TryGetValue(x, out var parts))
        {
            quantized[x] = parts = [names.Next($"{x}_quantized"), names.Next($"{x}_scale"), names.Next($"{x}_zero_point")];
            yield return new NodeProto { OpType = Quantizer, Name = names.Next($"{x}_QuantizeLinear"), Input = { x }, Output = { parts } };
        }

        var (sums, floats, scale) = (names.Next($"{output}_integers"), names.Next($"{output}_sums"), names.Next($"{output}_scale"));
        var scaled = product.Has(Bias) ? names.Next($"{output}_unbiased") : output;
        yield return new NodeProto
        {
            OpType = product.OpType + "Integer", Name = product.Name, Attribute = { product.Attribute },
            Input = { parts[0], decoder.Input[0], parts[2], decoder.Input.Skip(2) }, Output = { sums },
        };
        yield return Node("Cast", [sums], floats, NodeWriter.Attribute("to", (int)ElementType.Float));
        yield return Node("Mul", [parts[1], decoder.Input[1]], scale);
        yield return Node("Mul", [floats, scale], scaled);
        if (!product.Has(Bias))
            yield break;
        var (bias, shape) = (names.Next($"{output}_bias"), names.Next($"{output}_bias_shape"));
        long[] channels = [1, -1, .. Enumerable.Repeat(1L, rank - 2)];
        graph.Initializer.Add(TensorProtos.Create(shape, channels, channels.Length));
        yield return Node("Reshape", [product.Input[Bias], shape], bias);
        yield return Node("Add", [scaled, bias], output);

        NodeProto Node(string op, string[] inputs, string made, params AttributeProto[] attributes) =>
            new() { OpType = op, Name = names.Next($"{made}_{op}"), Input = { inputs }, Output = { made }, Attribute = { attributes } };
    }

    /// <summary>A product that was found.</summary>
    /// <param name="X">The floats that enter.</param>
    /// <param name="Weight">The constant of integers.</param>
    /// <param name="Scales">Its scales.</param>
    /// <param name="Zero">Its zero points; null for zeros.</param>
    /// <param name="Bias">What is added; null for nothing.</param>
    /// <param name="Nodes">The nodes that it stands for: the product first, the one that gives its output last.</param>
    /// <param name="Sources">Nodes that others may read too: the quantizer, and the product of both scales.</param>
    private sealed record Product(
        string X, string Weight, string Scales, string? Zero, string? Bias, NodeProto[] Nodes, NodeProto[] Sources)
    {
        public static Product? Of(NodeProto node, GraphIndex index, long opset)
        {
            var found = (OnnxDomains.IsDefault(node.Domain) ? "" : node.Domain, node.OpType) switch
            {
                ("", "MatMulInteger" or "ConvInteger") => InFour(node, index),
                (Domain, "MatMulIntegerToFloat")
                    when Quantized(index, node, 4) is { } quantizer && node.Given(2) == quantizer.Output[1] =>
                    new Product(
                        quantizer.Input[0], node.Given(1) ?? "", node.Given(3) ?? "", node.Given(5), node.Given(6), [node],
                        [quantizer]),
                (Domain, "DynamicQuantizeMatMul") => new Product(
                    node.Given(0) ?? "", node.Given(1) ?? "", node.Given(2) ?? "", node.Given(3), node.Given(4), [node], []),
                _ => null,
            };
            return found is not null && found.IsConstant(index, opset) ? found : null;
        }

        /// <summary>The nodes in floats.</summary>
        public IEnumerable<NodeProto> Floats(UniqueNames names)
        {
            var (first, output) = (Nodes[0], Nodes[^1].Output[0]);
            var (weight, product) = (names.Next(Mark + output), Bias is null ? output : names.Next($"{output}_product"));
            yield return new NodeProto
            {
                OpType = "DequantizeLinear", Name = weight, Input = { Weight, Scales, (string[])(Zero is null ? [] : [Zero]) },
                Output = { weight },
            };
            yield return new NodeProto
            {
                OpType = first.OpType == "ConvInteger" ? "Conv" : "MatMul", Name = first.Name, Input = { X, weight }, Output = { product },
                Attribute = { first.Attribute },
            };
            if (Bias is not null)
                yield return NodeParts.Sum(names.Next($"{output}_bias"), product, Bias, output);
        }

        private static Product? InFour(NodeProto node, GraphIndex index)
        {
            if (Quantized(index, node, 2) is not { } quantizer || Alone(index, node, "Cast") is not { } cast
                || cast.Integer("to", 0) != (int)ElementType.Float
                || Alone(index, cast, "Mul") is not { Input: [var one, var other] } scaled)
                return null;
            return index.Producer(one == cast.Output[0] ? other : one) is { OpType: "Mul", Input: [var first, var second] } scale
                && (first == quantizer.Output[1] || second == quantizer.Output[1])
                ? new Product(
                    quantizer.Input[0], node.Given(1) ?? "", first == quantizer.Output[1] ? second : first, node.Given(3), null,
                    [node, cast, scaled], [scale, quantizer])
                : null;
        }

        /// <summary>The node that quantizes what enters a product, and gives it the zero point at this input too.</summary>
        private static NodeProto? Quantized(GraphIndex index, NodeProto product, int zero) =>
            product.Given(0) is { } values && index.Producer(values) is { OpType: Quantizer, Input: [_], Output.Count: 3 } quantizer
            && quantizer.Output[0] == values && product.Given(zero) == quantizer.Output[2] ? quantizer : null;

        private static NodeProto? Alone(GraphIndex index, NodeProto node, string op) =>
            index.Uses(node.Output[0]) is [{ Node: { } reader }] && reader.OpType == op ? reader : null;

        /// <summary>True where a DequantizeLinear says the same: a scale for the tensor, or for each column of a matrix, and as many zero
        /// points.</summary>
        private bool IsConstant(GraphIndex index, long opset)
        {
            if (index.Constant(Weight) is not { } weight || index.Constant(Scales) is not { DataType: (int)ElementType.Float } scales
                || (Bias is not null && index.Constant(Bias) is null))
                return false;
            var (count, isMatrix) = (Count(scales), Nodes[0].OpType != "ConvInteger");
            return (Zero is null || (index.Constant(Zero) is { } zero && Count(zero) == count))
                && (isMatrix ? weight.Dims.Count == 2 : weight.Dims.Count > 2)
                && (count == 1 || (isMatrix && opset >= AxisSince && scales.Dims.Count == 1 && count == weight.Dims[1]));
        }

        private static long Count(TensorProto tensor) => tensor.Dims.Aggregate(1L, (all, size) => all * size);
    }
}
