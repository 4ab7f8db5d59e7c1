using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients;

/// <summary>
/// GELU as older exporters write it, x·½·(1 + erf(x/√2)) in five nodes: taken together it is a <see cref="GaussianGate" />.
/// </summary>
/// <param name="X">x.</param>
/// <param name="Scaled">u = x/√2.</param>
/// <param name="Erf">erf u.</param>
internal sealed record GeluPattern(string X, string Scaled, string Erf)
{
    private static readonly double rootTwo = Math.Sqrt(2);

    /// <summary>The pattern that ends in a node; null when there is none, or something else reads a value inside it.</summary>
    public static GeluPattern? EndingIn(NodeProto node, GraphIndex index, Func<string, Tensor?> constant)
    {
        if (node.OpType != "Mul")
            return null;
        foreach (var (first, second) in Orders(node))
        {
            // (x·(1 + erf u))·½, or (x·½)·(1 + erf u).
            if (Is(second, 0.5)
                && Inner(first, "Mul") is { } product
                && Orders(product).Select(pair => Of(pair.Item1, pair.Item2)).OfType<GeluPattern>().FirstOrDefault() is { } whole)
                return whole;
            if (Inner(first, "Mul") is { } half
                && Orders(half).Where(pair => Is(pair.Item2, 0.5))
                    .Select(pair => Of(pair.Item1, second)).OfType<GeluPattern>().FirstOrDefault() is { } split)
                return split;
        }

        return null;

        GeluPattern? Of(string x, string onePlusErf)
        {
            if (Inner(onePlusErf, "Add") is not { } sum || Orders(sum).FirstOrDefault(pair => Is(pair.Item2, 1)).Item1 is not { } erf)
                return null;
            return Inner(erf, "Erf") is { } function && Inner(function.Input[0], "Div", "Mul") is { } scaling && ScalesByRoot(scaling, x)
                ? new GeluPattern(x, function.Input[0], erf)
                : null;
        }

        bool ScalesByRoot(NodeProto scaling, string x) => scaling.OpType == "Div"
            ? scaling.Input[0] == x && Is(scaling.Input[1], rootTwo)
            : Orders(scaling).Any(pair => pair.Item1 == x && Is(pair.Item2, 1 / rootTwo));

        NodeProto? Inner(string value, params ReadOnlySpan<string> operators) =>
            index.Producer(value) is { } producer && operators.Contains(producer.OpType) && index.Uses(value).Count == 1 ? producer : null;

        bool Is(string value, double number) =>
            constant(value) is { Count: 1 } tensor && Math.Abs(tensor.ToFloats()[0] - number) < 1e-5;
    }

    private static (string, string)[] Orders(NodeProto node) =>
        [(node.Input[0], node.Input[1]), (node.Input[1], node.Input[0])];
}
