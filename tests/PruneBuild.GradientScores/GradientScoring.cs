using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Lowering;
using PruneBuild.Onnx.Gradients.Recomputing;
using PruneBuild.Testing;

namespace PruneBuild.GradientScores;

/// <summary>Takes a model's gradients and compares them with the recorded ones.</summary>
internal static class GradientScoring
{
    /// <summary>Name of the loss.</summary>
    public const string Loss = "scoreboard.loss";

    /// <summary>Scores the model of a file of the zoo, whose folder holds its inputs and what was recorded.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">Bytes of forward values that the backward part may hold; beyond it they are made again.</param>
    public static GradientScore Score(string path, double limit = double.PositiveInfinity)
    {
        var folder = Path.GetDirectoryName(path)!;
        var name = Path.GetFileName(folder);
        var read = OnnxReader.Read(path);
        if (!read.IsOk)
            return Failed(name, read.Diagnostics);
        using var model = read.Value;
        var inputs = NpzFile.Read(Path.Combine(folder, "inputs.npz"));
        var facts = Probe.Run(model, inputs, Device.Cpu);
        if (!facts.IsOk)
            return Failed(name, facts.Diagnostics);
        var recorded = RecordedGradients.Read(folder)?.Of(SharedTensors.With(model, RecordedGradients.BaseOf(folder)));
        var isQuantized = model.Graph.Node.Any(node => node.OpType is "QuantizeLinear" or "DynamicQuantizeLinear");
        if (recorded is { IsEmpty: false })
        {
            var score = Score(name, model, facts.Value, inputs, recorded, limit);
            return isQuantized ? score with { Kind = Comparison.StraightThrough } : score;
        }

        return isQuantized
            ? new GradientScore(name, Comparison.StraightThrough, 0, 0, 0, 0, "no float weight of the float model is left")
            : DirectionalScoring.Score(name, model, facts.Value, inputs, limit);
    }

    private static GradientScore Score(
        string name, OnnxModel model, ShapeFacts facts, IReadOnlyDictionary<string, Tensor> inputs,
        RecordedGradients recorded, double limit)
    {
        var (named, masks) = Named(WithLoss(DifferentiableForm.Of(model, facts), recorded.Factors), recorded.Masks);
        var again = Probe.Run(named, inputs, Device.Cpu);
        if (!again.IsOk)
            return Failed(name, again.Diagnostics);
        var index = new GraphIndex(named.Graph);
        var weights = recorded.Weights.Where(pair => index.Constant(pair.Key) is not null).Select(pair => pair.Key).ToList();
        var values = masks.SelectMany(mask => mask.Sites).Concat(weights).Distinct().ToList();
        var extended = GradientGraph.Add(named, again.Value, Loss, values);
        if (!extended.IsOk)
            return Failed(name, extended.Diagnostics);
        string[] outputs = [.. masks.SelectMany(mask => mask.Sites).Distinct(), .. values.Select(GradientGraph.OutputOf)];
        var gradients = Recomputation.Apply(
            SubgraphExtraction.Extract(extended.Value, [], [Loss, .. outputs], _ => null), again.Value, Loss, limit);
        var opened = ModelSession.Open(gradients, Device.Cpu);
        if (!opened.IsOk)
            return Failed(name, opened.Diagnostics);
        using var session = opened.Value;
        var results = session.Run(inputs);
        return Compare(name, recorded, masks, weights, results);
    }

    private static GradientScore Failed(string name, IReadOnlyList<Diagnostic> diagnostics) =>
        GradientScore.Failed(name, diagnostics[0].Message);

    /// <summary>The model with the loss Σ mean(o·R).</summary>
    public static OnnxModel WithLoss(OnnxModel model, IReadOnlyDictionary<string, Tensor> factors)
    {
        var graph = model.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("scoreboard"));
        var terms = graph.Output.Select(output => output.Name).Where(factors.ContainsKey).Select(name =>
        {
            var output = new GraphValue(writer, name, ElementType.Float);
            var product = output * output.Of(writer.Constant(factors[name]), ElementType.Float);
            return product.Sum() / factors[name].Count;
        }).ToList();
        writer.Output(terms.Aggregate((sum, term) => sum + term).Name, Loss);
        return model.WithGraph(graph);
    }

    private static (OnnxModel, IReadOnlyList<(RecordedMask Mask, IReadOnlyList<string> Sites)>) Named(
        OnnxModel model, IReadOnlyList<RecordedMask> masks)
    {
        var found = new List<(RecordedMask, IReadOnlyList<string>)>();
        foreach (var mask in masks)
        {
            var sites = new List<string>();
            var products = mask.Weights.Distinct().SelectMany(weight => MaskSites.Products(new GraphIndex(model.Graph), weight)).ToList();
            foreach (var (node, input) in products)
            {
                if (!mask.EntersModule)
                {
                    sites.Add(node.Output[0]);
                    continue;
                }

                var site = $"scoreboard.mask/{mask.Name}/{sites.Count}";
                model = MaskSites.NameInput(
                    model, model.Graph.Node.First(other => other.Output[0] == node.Output[0]), input == 0 ? 1 : 0, site);
                sites.Add(site);
            }

            if (sites.Count > 0)
                found.Add((mask, sites));
        }

        return (model, found);
    }

    private static GradientScore Compare(
        string name,
        RecordedGradients recorded,
        IReadOnlyList<(RecordedMask Mask, IReadOnlyList<string> Sites)> masks,
        List<string> weights,
        IReadOnlyDictionary<string, Tensor> results)
    {
        // A gradient that is zero but for rounding (of a bias before a softmax) is measured by what is usual in the model.
        var usual = recorded.Masks.Select(mask => mask.Gradient).Concat(recorded.Weights.Values).Select(Largest).Order().ToList();
        var floor = 0.01 * usual[usual.Count / 2];
        var maskErrors = masks.Select(mask => (mask.Mask.Name, Error: Error(mask.Mask.Gradient, mask.Sites.Select(site =>
            MaskGradient(mask.Mask, results[site], results[GradientGraph.OutputOf(site)])).Aggregate(Added), floor))).ToList();
        var weightErrors = weights.Select(weight => (Name: weight, Error: Error(
            recorded.Weights[weight], Doubles(results[GradientGraph.OutputOf(weight)]), floor))).ToList();
        var worst = maskErrors.Concat(weightErrors).MaxBy(pair => pair.Error);
        return new(
            name, Comparison.Recorded, masks.Count, weights.Count,
            maskErrors.Select(pair => pair.Error).DefaultIfEmpty().Max(), weightErrors.Select(pair => pair.Error).DefaultIfEmpty().Max(),
            worst.Name ?? "");
    }

    private static double Largest(Tensor tensor) => Doubles(tensor).Select(Math.Abs).DefaultIfEmpty().Max();

    private static double[] Doubles(Tensor tensor) => [.. tensor.ToFloats().Select(value => (double)value)];

    private static double[] Added(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    // Σ of feature times gradient over everything but the units.
    private static double[] MaskGradient(RecordedMask mask, Tensor value, Tensor gradient)
    {
        var axis = mask.EntersModule ? value.Rank - 1 : 1;
        var inner = value.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        var (values, gradients) = (value.ToFloats(), gradient.ToFloats());
        var units = new double[mask.Gradient.Count];
        for (var i = 0; i < values.Length; i++)
            units[i / inner % value.Shape[axis] / mask.FeaturesPerUnit] += (double)values[i] * gradients[i];
        return units;
    }

    private static double Error(Tensor expected, double[] actual, double floor)
    {
        var numbers = Doubles(expected);
        if (numbers.Length != actual.Length)
            return double.PositiveInfinity;
        var scale = Math.Max(floor, Largest(expected));
        var error = numbers.Zip(actual, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max() / scale;
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }
}
