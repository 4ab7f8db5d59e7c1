using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Statistics;

/// <summary>The value that a model's loss is made on: its first output of floats as logits,
/// or several rows of scores side by side.</summary>
/// <remarks>
/// A model that answers questions scores each position as the start and as the end of the answer, in two outputs. Outputs [records,
/// classes] of the first one's type and shape are such parts; features, caches and boxes have other ranks or sizes. Probabilities that a
/// Softmax made are taken back to logits, their logarithms: a loss would send them through a second Softmax.
/// </remarks>
/// <param name="Name">Name of the value.</param>
/// <param name="Parts">The outputs that it holds.</param>
/// <param name="AreShares">True where the outputs are probabilities.</param>
/// <param name="AreScores">True where a linear layer or a Softmax makes them, so that they are scores of classes;
/// false for features and single numbers.</param>
/// <param name="Fact">The value's type and shape: an output's, or [records, parts, classes].</param>
public sealed record AnswerOutput(string Name, ValueList<string> Parts, bool AreShares, bool AreScores, ValueFact Fact)
{
    private const string Joined = "prunebuild.answers";

    // The least share that still has a logarithm: below what 32-bit floats tell from nothing beside 1, and far above where they end.
    private const float LeastShare = 1e-12f;

    private static readonly HashSet<string> scoring = ["MatMul", "Gemm", "FusedMatMul", "FusedGemm", "MatMulNBits", "MatMulInteger",
        "QLinearMatMul", "QGemm", "Conv", "QLinearConv", "FusedConv", "LogSoftmax"];

    private static readonly HashSet<string> passing =
    [
        "Identity", "Cast", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Transpose", "Slice", "Split", "Gather", "DequantizeLinear",
        "QuantizeLinear", "GlobalAveragePool",
    ];

    /// <summary>The value of a model; null when no output holds floats.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">Types and shapes of its values.</param>
    public static AnswerOutput? Of(OnnxModel model, ShapeFacts facts)
    {
        var outputs = model.Graph.Output.Select(value => (value.Name, Fact: facts.Find(value.Name)))
            .Where(output => output.Fact is { Type: ElementType.Float or ElementType.Float16, Shape.Count: > 0 }).ToArray();
        if (outputs.Length == 0)
            return null;
        var (name, first) = (outputs[0].Name, outputs[0].Fact!);
        var index = new GraphIndex(model.Graph);
        var shares = IsSoftmax(index.Producer(name), first, model.Opset());
        ValueList<string> parts = first.Shape is [_, > 1]
            ? [.. outputs.Where(output => output.Fact!.Type == first.Type
                && output.Fact.Shape.SequenceEqual(first.Shape)
                && IsSoftmax(index.Producer(output.Name), first, model.Opset()) == shares)
                .Select(output => output.Name)]
            : [name];
        var scores = first.Shape is [_, .., > 1] && (shares || AreMadeAsScores(index, name));
        return Of(parts, shares, scores, first);
    }

    /// <summary>The first output alone.</summary>
    public AnswerOutput First() =>
        Parts.Count == 1 ? this : Of([Parts[0]], AreShares, AreScores, Fact with { Shape = [Fact.Shape[0], Fact.Shape[2]] });

    /// <summary>A model that has the value: this one where it is an output, else one with nodes that make it of the outputs.</summary>
    public OnnxModel On(OnnxModel model)
    {
        if (Name != Joined)
            return model;
        var graph = model.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.parts"));
        string[] logits = [.. Parts.Select(part => AreShares ? Logarithms(writer, part) : part)];
        writer.Output(logits is [var only] ? only : writer.Add(
            "Concat", logits.Select(part => writer.Reshape(part, 0, 1, -1)), NodeWriter.Attribute("axis", 1)), Joined);
        return model.WithGraph(graph);
    }

    /// <summary>What is known of a model's values, and of this one.</summary>
    public ShapeFacts With(ShapeFacts facts) => new(new Dictionary<string, ValueFact>(facts.Values) { [Name] = Fact });

    private static AnswerOutput Of(ValueList<string> parts, bool shares, bool scores, ValueFact first) => new(
        parts.Count > 1 || shares ? Joined : parts[0], parts, shares, scores,
        new ValueFact(
            shares ? ElementType.Float : first.Type, parts.Count > 1 ? [first.Shape[0], parts.Count, first.Shape[1]] : first.Shape));

    private static string Logarithms(NodeWriter writer, string shares) => writer.Add(
        "Log", [writer.Add("Max", [writer.Add("Cast", [shares], NodeWriter.Attribute("to", (int)ElementType.Float)),
            writer.Constant(Tensor.Of([LeastShare]))])]);

    /// <summary>A Softmax over the last axis, or over all from the second on where that is the last.</summary>
    private static bool IsSoftmax(NodeProto? node, ValueFact output, long opset)
    {
        if (node?.OpType != "Softmax" || output.Shape.Count < 2)
            return false;
        var axis = node.Find("axis")?.I;
        return axis is null ? output.Shape.Count == 2 || opset >= 13 : axis == -1 || axis == output.Shape.Count - 1;
    }

    /// <summary>True where nothing but a constant, such as a bias, or the bound that some decoders put on their scores,
    /// comes between a value and a linear layer.</summary>
    private static bool AreMadeAsScores(GraphIndex index, string value)
    {
        var last = "";
        while (index.Producer(value) is { } node)
        {
            if (scoring.Contains(node.OpType))
                return true;
            // A Tanh is scores' bound where a constant gives it its size, else it makes features.
            var isArithmetic = node.OpType is "Add" or "Sub" or "Div" or "Mul";
            string[] moving = isArithmetic
                ? [.. node.Input.Where(input => index.Constant(input) is null)]
                : [node.Input.FirstOrDefault() ?? ""];
            if (moving.Length != 1 || !(isArithmetic || passing.Contains(node.OpType) || (node.OpType == "Tanh" && last == "Mul")))
                return false;
            (value, last) = (moving[0], node.OpType);
        }

        return false;
    }
}
