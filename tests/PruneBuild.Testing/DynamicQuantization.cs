using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Testing;

/// <summary>Models of which a runtime quantizes what enters products as it runs, as ONNX Runtime's quantize_dynamic makes them.</summary>
public static class DynamicQuantization
{
    /// <summary>7 bits: without instructions for it, sums of two products of 8 bits each saturate.</summary>
    private const float Most = 63;

    /// <summary>The model with every MatMul by an initializer of floats in integers: symmetric, a scale for each column.</summary>
    public static OnnxModel Of(OnnxModel model)
    {
        var (proto, index, quantized) = (model.Proto.Clone(), new GraphIndex(model.Graph), new HashSet<string>());
        var nodes = proto.Graph.Node.ToArray();
        proto.Graph.Node.Clear();
        foreach (var node in nodes)
        {
            if (node.OpType != "MatMul" || index.Initializer(node.Input[1]) is not { Dims: [_, var columns] } weight)
            {
                proto.Graph.Node.Add(node);
                continue;
            }

            var (x, w, y, floats) = (node.Input[0], node.Input[1], node.Output[0], model.Read(weight).ToFloats());
            float[] scales = [.. Enumerable.Range(0, (int)columns).Select(
                column => floats.Where((_, i) => i % columns == column).Max(Math.Abs) / Most)];
            if (proto.Graph.Initializer.FirstOrDefault(tensor => tensor.Name == w) is { } known)
            {
                proto.Graph.Initializer.Remove(known);
                var integers = floats.Select((value, i) => (byte)(sbyte)Math.Round(value / scales[i % columns])).ToArray();
                proto.Graph.Initializer.Add(
                [
                    TensorProtos.Create(w, new Tensor(ElementType.Int8, [.. weight.Dims], integers)),
                    TensorProtos.Create($"{w}_scale", scales, columns),
                    TensorProtos.Create($"{w}_zero", new Tensor(ElementType.Int8, [columns], new byte[columns])),
                ]);
            }

            if (quantized.Add(x))
                Add("DynamicQuantizeLinear", [x], [$"{x}_q", $"{x}_s", $"{x}_z"]);
            Add("MatMulInteger", [$"{x}_q", w, $"{x}_z", $"{w}_zero"], [$"{y}_i"]);
            Add("Cast", [$"{y}_i"], [$"{y}_f"], NodeWriter.Attribute("to", (int)ElementType.Float));
            Add("Mul", [$"{x}_s", $"{w}_scale"], [$"{y}_s"]);
            Add("Mul", [$"{y}_f", $"{y}_s"], [y]);
        }

        return model.With(proto);

        void Add(string op, string[] inputs, string[] outputs, params AttributeProto[] attributes) => proto.Graph.Node.Add(new NodeProto
        {
            OpType = op, Name = $"{outputs[0]}_{op}", Input = { inputs }, Output = { outputs }, Attribute = { attributes },
        });
    }
}
