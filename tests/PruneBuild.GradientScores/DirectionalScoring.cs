using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Lowering;
using PruneBuild.Onnx.Gradients.Recomputing;

namespace PruneBuild.GradientScores;

/// <summary>
/// Where nothing was recorded: all weights move together in random directions, and the loss, summed in double from the unchanged model's
/// outputs, must change as the gradients say.
/// </summary>
internal static class DirectionalScoring
{
    // Rounding spoils small steps, kinks (of ReLU, of a choice of experts) spoil large ones: the best counts.
    private static readonly double[] steps = [1e-3, 1e-4, 1e-5];

    private const int Directions = 3;

    /// <summary>Scores one model.</summary>
    public static GradientScore Score(
        string name, OnnxModel model, ShapeFacts facts, IReadOnlyDictionary<string, Tensor> inputs, double limit)
    {
        var factors = Factors(model, facts);
        // Halves cannot be moved by little: what is moved is the model in single precision.
        model = DifferentiableForm.Of(model, facts);
        var lossy = GradientScoring.WithLoss(model, factors);
        var again = Probe.Run(lossy, inputs, Device.Cpu);
        if (!again.IsOk)
            return Failed(name, again.Diagnostics);
        var weights = Weights(model);
        var extended = GradientGraph.Add(lossy, again.Value, GradientScoring.Loss, [.. weights.Keys]);
        if (!extended.IsOk)
            return Failed(name, extended.Diagnostics);
        var outputs = SubgraphExtraction.Extract(
            extended.Value, [], [GradientScoring.Loss, .. weights.Keys.Select(GradientGraph.OutputOf)], _ => null);
        var gradients = Run(Recomputation.Apply(outputs, again.Value, GradientScoring.Loss, limit), inputs);
        if (!gradients.IsOk)
            return Failed(name, gradients.Diagnostics);
        var worst = Enumerable.Range(0, Directions).Max(seed => Error(model, inputs, factors, weights, gradients.Value, seed));
        return new(name, Comparison.Directional, 0, weights.Count, 0, worst, "");
    }

    private static GradientScore Failed(string name, IReadOnlyList<Diagnostic> diagnostics) =>
        GradientScore.Failed(name, diagnostics[0].Message);

    private static Dictionary<string, Tensor> Factors(OnnxModel model, ShapeFacts facts)
    {
        var random = new Random(1);
        return model.Graph.Output.Where(output => facts.Find(output.Name)?.Type is ElementType.Float or ElementType.Float16).ToDictionary(
            output => output.Name,
            output => Tensor.Of(
                Normal(random, (int)facts.Find(output.Name)!.Shape.Aggregate(1L, (a, b) => a * b)), [.. facts.Find(output.Name)!.Shape]));
    }

    private static Dictionary<string, Tensor> Weights(OnnxModel model)
    {
        var index = new GraphIndex(model.Graph);
        return model.Graph.Initializer
            .Where(tensor => (ElementType)tensor.DataType is ElementType.Float or ElementType.Float16
                && index.Uses(tensor.Name).All(use => use.Node?.OpType != "Resize")
                && tensor.Dims.Aggregate(1L, (a, b) => a * b) > 1
                && index.Uses(tensor.Name).Count > 0)
            .ToDictionary(tensor => tensor.Name, model.Read);
    }

    private static double Error(
        OnnxModel model, IReadOnlyDictionary<string, Tensor> inputs, Dictionary<string, Tensor> factors, Dictionary<string, Tensor> weights,
        IReadOnlyDictionary<string, Tensor> gradients, int seed)
    {
        var random = new Random(seed);
        var directions = weights.ToDictionary(pair => pair.Key, pair => Direction(random, pair.Value.ToFloats()));
        var (said, size) = (0.0, 0.0);
        foreach (var (name, direction) in directions)
        {
            var gradient = gradients[GradientGraph.OutputOf(name)].ToFloats();
            for (var i = 0; i < gradient.Length; i++)
                (said, size) = (said + (gradient[i] * (double)direction[i]), size + Math.Pow(gradient[i] * (double)direction[i], 2));
        }

        return steps.Min(step => Math.Abs(Seen(step) - said)) / Math.Max(Math.Abs(said), Math.Sqrt(size));

        double Seen(double step) => (8 * (At(step) - At(-step)) - At(2 * step) + At(-2 * step)) / (12 * step);

        double At(double by)
        {
            var moved = weights.ToDictionary(pair => pair.Key, pair => TensorProtos.Create(
                pair.Key, [.. pair.Value.ToFloats().Zip(directions[pair.Key], (w, v) => (float)(w + (by * v)))], [.. pair.Value.Shape]));
            var graph = GraphEdits.ReplaceConstants(model.Graph, moved);
            var proto = model.Proto.Clone();
            proto.Graph = graph;
            var outputs = Run(model.With(proto), inputs).Value!;
            return factors.Sum(
                pair => outputs[pair.Key].ToFloats().Zip(pair.Value.ToFloats(), (o, r) => (double)o * r).Sum() / pair.Value.Count);
        }
    }

    private static float[] Direction(Random random, float[] weight)
    {
        var scale = Math.Sqrt(weight.Average(value => (double)value * value));
        return [.. Normal(random, weight.Length).Select(value => (float)(value * scale))];
    }

    private static float[] Normal(Random random, int count) =>
        [.. Enumerable.Range(0, count)
            .Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];

    private static Result<IReadOnlyDictionary<string, Tensor>> Run(OnnxModel model, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var opened = ModelSession.Open(model, Device.Cpu, new SessionSettings(1, GraphOptimization.Basic));
        if (!opened.IsOk)
            return opened.As<IReadOnlyDictionary<string, Tensor>>();
        using var session = opened.Value;
        return Result<IReadOnlyDictionary<string, Tensor>>.Ok(session.Run(inputs));
    }
}
