using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;

namespace PruneBuild.Inference.Statistics;

/// <summary>The value that a model's loss is made on: its first output of floats, or several rows of scores side by side.</summary>
/// <remarks>
/// A model that answers questions scores each position as the start and as the end of the answer, in two outputs. Outputs [records, classes] of the
/// first one's type and shape are such parts; features, caches and boxes have other ranks or sizes.
/// </remarks>
/// <param name="Name">Name of the value.</param>
/// <param name="Parts">The outputs that it holds.</param>
/// <param name="Fact">Its type and shape: an output's, or [records, parts, classes].</param>
public sealed record AnswerOutput(string Name, ValueList<string> Parts, ValueFact Fact)
{
    private const string Joined = "prunebuild.answers";

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
        ValueList<string> parts = first.Shape is [_, > 1]
            ? [.. outputs.Where(output => output.Fact!.Type == first.Type && output.Fact.Shape.SequenceEqual(first.Shape)).Select(output => output.Name)]
            : [name];
        return parts.Count == 1
            ? new AnswerOutput(name, parts, first)
            : new AnswerOutput(Joined, parts, new ValueFact(first.Type, [first.Shape[0], parts.Count, first.Shape[1]]));
    }

    /// <summary>The first output alone.</summary>
    public AnswerOutput First() => Parts.Count == 1 ? this : new AnswerOutput(Parts[0], [Parts[0]], Fact with { Shape = [Fact.Shape[0], Fact.Shape[2]] });

    /// <summary>A model that has the value: this one where it is an output, else one with nodes that put the parts together.</summary>
    public OnnxModel On(OnnxModel model)
    {
        if (Parts.Count == 1)
            return model;
        var graph = model.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.parts"));
        writer.Output(writer.Add("Concat", Parts.Select(part => writer.Reshape(part, 0, 1, -1)), NodeWriter.Attribute("axis", 1)), Joined);
        return model.WithGraph(graph);
    }

    /// <summary>What is known of a model's values, and of this one.</summary>
    public ShapeFacts With(ShapeFacts facts) => new(new Dictionary<string, ValueFact>(facts.Values) { [Name] = Fact });
}
