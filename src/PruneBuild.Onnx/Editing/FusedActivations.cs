using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>
/// ONNX Runtime's products with a sum and an activation inside: taken apart while a model is worked on, so that what a product puts out by
/// itself is a value like any other, and fused again when it ships.
/// </summary>
/// <remarks>In the main graph. Microsoft's FusedConv (x, weight, bias, summand) and FusedGemm; activations without parameters, and
/// LeakyRelu. Nodes with others stay.</remarks>
public static class FusedActivations
{
    private const string Domain = "com.microsoft", Parameters = "activation_params";
    private const int Summand = 3;
    private static readonly string[] plain = ["Relu", "Sigmoid", "Tanh"];

    /// <summary>The model with a Conv or Gemm, an addition and an activation in place of each; the model itself when it has none.</summary>
    public static OnnxModel Apart(OnnxModel model) => NodeParts.Apart(model, IsFused, Parts);

    /// <summary>The model with those nodes fused that a model before it had fused. Where one of the parts is gone, or read by others, the
    /// rest stays as it is.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The model that was taken apart.</param>
    public static OnnxModel Again(OnnxModel model, OnnxModel before) => NodeParts.Again(model, before, IsFused, Fuse);

    private static bool IsFused(NodeProto node) =>
        node is { Domain: Domain, OpType: "FusedConv" or "FusedGemm" }
        && (Activation(node) is not { } activation || plain.Contains(activation)
            || (activation == "LeakyRelu" && node.OpType == "FusedConv" && node.Find(Parameters)?.Floats is [_]));

    private static string? Activation(NodeProto node) =>
        node.Find("activation")?.S.ToStringUtf8() is { Length: > 0 } name ? name : null;

    private static string? Added(NodeProto node) =>
        node.OpType == "FusedConv" ? node.Given(Summand) : null;

    private static bool IsOfActivation(AttributeProto attribute) => attribute.Name.StartsWith("activation", StringComparison.Ordinal);

    private static IEnumerable<NodeProto> Parts(NodeProto node, UniqueNames names)
    {
        var (output, activation, added) = (node.Output[0], Activation(node), Added(node));
        var value = activation is null && added is null ? output : names.Next($"{output}_product");
        var product = new NodeProto
        {
            OpType = node.OpType["Fused".Length..], Name = node.Name, Input = { node.Input.Take(Summand) }, Output = { value },
            Attribute = { node.Attribute.Where(attribute => !IsOfActivation(attribute)) },
        };
        while (product.Input[^1].Length == 0)
            product.Input.RemoveAt(product.Input.Count - 1);
        yield return product;
        if (added is not null)
        {
            var sum = activation is null ? output : names.Next($"{output}_sum");
            yield return NodeParts.Sum(names.Next($"{node.Name}_sum"), value, added, sum);
            value = sum;
        }

        if (activation is null)
            yield break;
        var name = names.Next($"{node.Name}_activation");
        var last = new NodeProto { OpType = activation, Name = name, Input = { value }, Output = { output } };
        if (activation == "LeakyRelu")
            last.Attribute.Add(NodeWriter.Attribute("alpha", node.Find(Parameters)!.Floats[0]));
        yield return last;
    }

    /// <summary>The parts that a fused node was taken apart into, the last first, each of which the one before alone reads.</summary>
    private static List<NodeProto>? Chain(GraphIndex index, NodeProto last, NodeProto form)
    {
        var chain = new List<NodeProto>();
        var at = last;
        string[] kinds =
            [.. new[] { Activation(form), Added(form) is null ? null : "Add" }.OfType<string>(), form.OpType["Fused".Length..]];
        foreach (var kind in kinds)
        {
            if (at is null || at.OpType != kind || (at != last && index.Uses(at.Output[0]).Count != 1))
                return null;
            chain.Add(at);
            at = index.Producer(at.Input[0]);
        }

        return chain;
    }

    private static NodeProto? Fuse(NodeProto last, NodeProto form, Refusion parts)
    {
        if (Chain(parts.Index, last, form) is not [.., var product] chain)
            return null;
        parts.Gone.UnionWith(chain.Where(part => part != last));
        var whole = form.Clone();
        whole.Input.Clear();
        whole.Input.Add(product.Input);
        if (chain.FirstOrDefault(part => part.OpType == "Add") is { } sum)
        {
            while (whole.Input.Count < Summand)
                whole.Input.Add("");
            whole.Input.Add(sum.Input[1]);
        }

        // Cuts may change attributes of the product, such as its groups.
        Sharing.Replace(whole.Attribute, form.Attribute.Select(
            attribute => IsOfActivation(attribute) ? attribute : product.Find(attribute.Name) ?? attribute));
        return whole;
    }
}
