using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>For proofs: products that round what enters them to eight bits compute in floats. Where the last bit of a sum decides between
/// two steps of a quantisation, a sum over fewer channels rounds otherwise, and a proof is about what a model means.</summary>
public static class ExactProducts
{
    private const string Level = "accuracy_level";
    private const string Quantizer = "DynamicQuantizeLinear";

    private static readonly Dictionary<string, string> inFloats = new() { ["MatMulInteger"] = "MatMul", ["ConvInteger"] = "Conv" };

    /// <summary>The model with every MatMulNBits in 32-bit floats, and every MatMulInteger and ConvInteger that alone reads what a
    /// DynamicQuantizeLinear puts out; the model itself when there are none.</summary>
    public static OnnxModel Of(OnnxModel model)
    {
        if (!Rounding(model.Graph).Any() && !GraphTree.Nodes(model.Graph).Any(node => node.OpType == Quantizer))
            return model;
        var proto = model.Proto.Clone();
        foreach (var attribute in Rounding(proto.Graph).ToArray())
            attribute.I = 1;
        var (index, names) = (GraphIndex.Deep(proto.Graph), new UniqueNames(proto.Graph));
        foreach (var part in GraphTree.Of(proto.Graph).ToArray())
        {
            var found = part.Node.Where(node => node.OpType == Quantizer)
                .Select(quantizer => (Quantizer: quantizer, Products: Readers(part, index, quantizer)))
                .Where(pair => pair.Products is not null).ToArray();
            foreach (var (quantizer, products) in found)
                Unquantize(part, quantizer, products!, new NodeWriter(part, model.Opset(), names.NextPrefix("prunebuild.exact")));
            if (found.Length > 0)
                Sort(part);
        }

        return model.With(proto);
    }

    private static IEnumerable<AttributeProto> Rounding(GraphProto graph) => GraphTree.Nodes(graph)
        .Where(node => node.OpType == "MatMulNBits").SelectMany(node => node.Attribute)
        .Where(attribute => attribute.Name == Level && attribute.I > 1);

    /// <summary>The products that read integers and zero point of a quantizer, and are cast to floats; null where anybody else reads
    /// these, or where floats would need a weight of another form.</summary>
    private static NodeProto[]? Readers(GraphProto part, GraphIndex index, NodeProto quantizer)
    {
        var (values, zero) = (index.Uses(quantizer.Output[0]), quantizer.Output[2]);
        return values.All(use => use is { Node: { } reader, Input: 0 } && inFloats.ContainsKey(reader.OpType)
                && reader.Input.ElementAtOrDefault(2) == zero && HasPlainWeight(index, reader) && part.Node.Contains(reader)
                && index.Uses(reader.Output[0]).All(result => result.Node?.OpType == "Cast"))
            && index.Uses(zero).Count == values.Count
            ? [.. values.Select(use => use.Node!)]
            : null;
    }

    /// <summary>True where the zero point of the weight can be taken from it as it is: several belong to the last axis of a matrix, as
    /// numbers do that are taken from all rows, but to the first of a kernel.</summary>
    private static bool HasPlainWeight(GraphIndex index, NodeProto product) => product.OpType == "MatMulInteger"
        || product.Input.ElementAtOrDefault(3) is null or ""
        || index.Constant(product.Input[3])?.Dims.Aggregate(1L, (all, size) => all * size) == 1;

    private static void Unquantize(GraphProto part, NodeProto quantizer, NodeProto[] products, NodeWriter writer)
    {
        // Types of what were integers may be stated there.
        part.ValueInfo.Clear();
        foreach (var product in products)
        {
            var weight = InFloats(writer, product.Input[1]);
            if (product.Input.ElementAtOrDefault(3) is { Length: > 0 } zero)
                weight = writer.Add("Sub", [weight, InFloats(writer, zero)]);
            product.OpType = inFloats[product.OpType];
            product.Input.Clear();
            product.Input.Add([quantizer.Input[0], weight]);
        }

        writer.Assign(writer.Constant(Tensor.Scalar(ElementType.Float, 1f)), quantizer.Output[1]);
        part.Node.Remove(quantizer);
    }

    /// <summary>New nodes are written behind those that read them.</summary>
    private static void Sort(GraphProto part)
    {
        var sorted = TopologicalOrder.Of(part) ?? throw new ArgumentException("The graph has a cycle.", nameof(part));
        part.Node.Clear();
        part.Node.Add(sorted);
    }

    private static string InFloats(NodeWriter writer, string integers) =>
        writer.Add("Cast", [integers], NodeWriter.Attribute("to", (int)ElementType.Float));
}
