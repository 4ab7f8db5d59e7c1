using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Two layers with nothing but a known function between them, found in the graph and by trying what lies between.</summary>
/// <param name="Up">The layers before the function; two for a gate, the one that passes through it first.</param>
/// <param name="Biases">What is added to the outputs of each.</param>
/// <param name="Down">The layer after it.</param>
/// <param name="Function">The function.</param>
internal sealed record CoupledLayers(
    IReadOnlyList<MaskableWeight> Up, IReadOnlyList<ValueList<double>> Biases, MaskableWeight Down, Activation Function)
{
    /// <summary>More nodes than any exporter writes an activation in.</summary>
    private const int MostNodes = 16;

    private const double Tolerance = 1e-4;

    /// <summary>Arguments that functions are told apart on.</summary>
    private static readonly float[] tried = [.. Enumerable.Range(-12, 25).Select(i => i / 3f)];

    /// <summary>The pairs among some weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">Shapes of its values.</param>
    /// <param name="weights">The weights that are masked.</param>
    /// <param name="first">Those of them that pairs may begin with: functions of no others are tried.</param>
    /// <param name="device">Where to try.</param>
    public static IReadOnlyList<CoupledLayers> Find(
        OnnxModel model, ShapeFacts facts, IReadOnlyList<MaskableWeight> weights, IReadOnlyList<MaskableWeight> first, Device device)
    {
        var index = new GraphIndex(model.Graph);
        var outputs = weights.Where(IsPlain)
            .Select(weight => (Weight: weight, Output: LinearOutput.Of(model, index, weight.Node, weight.Layout.Outputs)))
            .Where(pair => pair.Output is not null && facts.Find(pair.Output.Value)?.Type == ElementType.Float)
            .DistinctBy(pair => pair.Output!.Value)
            .ToDictionary(pair => pair.Output!.Value, pair => (pair.Weight, pair.Output!.Bias));
        return [.. weights.Where(IsPlain).Select(Of).OfType<CoupledLayers>()];

        CoupledLayers? Of(MaskableWeight down)
        {
            if (Sources(index, down.Inputs!.Tap, outputs.Keys.ToHashSet()) is not { Count: 1 or 2 } sources)
                return null;
            var up = sources.Select(source => outputs[source]).ToArray();
            if (up.Any(layer => !first.Contains(layer.Weight)
                || layer.Weight.Layout.Outputs != down.Layout.Features
                || layer.Weight.Inputs!.Tap != up[0].Weight.Inputs!.Tap))
                return null;
            if (Between(model, facts, sources, down, device) is not var (function, order))
                return null;
            return new CoupledLayers(
                [.. order.Select(place => up[place].Weight)], [.. order.Select(place => up[place].Bias)], down, function);
        }
    }

    /// <summary>A product with its weight on the right, which alone holds all its inputs and outputs.</summary>
    private static bool IsPlain(MaskableWeight weight) =>
        weight is { IsFactor: true, IsConvolution: false, Inputs: not null, Layout.Parts: 1 };

    /// <summary>The layers' outputs that a value is made of; null where something else goes into it,
    /// or somebody else reads what lies between.</summary>
    private static List<string>? Sources(GraphIndex index, string value, HashSet<string> outputs)
    {
        var (sources, open) = (new List<string>(), new Stack<string>([value]));
        var nodes = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        while (open.TryPop(out var next))
        {
            if (next.Length == 0 || index.Constant(next) is not null || sources.Contains(next))
                continue;
            if (outputs.Contains(next))
                sources.Add(next);
            else if (index.Producer(next) is not { } node || (nodes.Add(node) && nodes.Count > MostNodes))
                return null;
            else
                foreach (var input in node.Input)
                    open.Push(input);
        }

        var between = nodes.SelectMany(node => node.Output).Concat(sources).Where(read => read != value);
        return nodes.Count > 0 && between.All(read => index.Uses(read).All(use => use.Node is not null && nodes.Contains(use.Node)))
            ? sources
            : null;
    }

    /// <summary>The function, and which source passes through it and which decides; null for none that is known.</summary>
    private static (Activation Function, int[] Order)? Between(
        OnnxModel model, ShapeFacts facts, List<string> sources, MaskableWeight down, Device device)
    {
        var rank = facts.Find(sources[0])!.Shape.Count;
        var part = SubgraphExtraction.Extract(model, sources, [down.Inputs!.Tap], _ => (ElementType.Float, rank));
        if (part.Graph.Input.Count != sources.Count)
            return null;
        var (first, second) = (Ramp(sources.Count, 0), Ramp(sources.Count, 1));
        var inputs = sources.Zip((float[][])[first, second])
            .ToDictionary(pair => pair.First, pair => Spread(pair.Second, rank, down.Layout.Features));
        if (Tried(part, inputs, down.Inputs.Tap, first.Length, device) is not { } answers)
            return null;
        foreach (var function in Activation.All)
        {
            if (sources.Count == 1 && Agrees(answers, row => function.Value(first[row])))
                return (function, [0]);
            if (sources.Count == 2 && Agrees(answers, row => first[row] * function.Value(second[row])))
                return (function, [0, 1]);
            if (sources.Count == 2 && Agrees(answers, row => second[row] * function.Value(first[row])))
                return (function, [1, 0]);
        }

        return null;
    }

    /// <summary>Every argument, or every pair of arguments of two sources.</summary>
    private static float[] Ramp(int sources, int source) => sources == 1
        ? tried
        : [.. tried.SelectMany(first => tried.Select(second => source == 0 ? first : second))];

    /// <summary>[1, …, rows, features]: every feature has the row's value.</summary>
    private static Tensor Spread(float[] rows, int rank, int features) => Tensor.Of(
        [.. rows.SelectMany(value => Enumerable.Repeat(value, features))], [.. Enumerable.Repeat(1L, rank - 2), rows.Length, features]);

    /// <summary>What comes out for each row; null where that does not run, or differs from feature to feature.</summary>
    private static float[]? Tried(OnnxModel part, Dictionary<string, Tensor> inputs, string output, int rows, Device device)
    {
        // A shape that is written into the graph may refuse: what lies between is then not known, which is said.
        if (SessionWork.In(part, device, new SessionSettings(), session => session.Run(inputs)[output].ToFloats()) is not { IsOk: true,
            Value: var values })
            return null;
        var features = values.Length / rows;
        return values.Length == inputs.Values.First().Count
            && values.Index().All(pair => Near(pair.Item, values[pair.Index / features * features]))
            ? [.. Enumerable.Range(0, rows).Select(row => values[row * features])]
            : null;
    }

    private static bool Agrees(float[] answers, Func<int, double> expected) =>
        answers.Index().All(pair => Near(pair.Item, expected(pair.Index)));

    private static bool Near(double value, double expected) => Math.Abs(value - expected) <= Tolerance * (1 + Math.Abs(expected));
}
