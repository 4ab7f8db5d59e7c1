using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Losses;

/// <summary>A copy of a model to which a loss is added.</summary>
internal sealed class LossWriter
{
    private readonly OnnxModel model;
    private readonly GraphProto graph;
    private readonly NodeWriter writer;

    /// <summary>Copies a model of opset 13 or later.</summary>
    /// <exception cref="ArgumentException">The model's opset is older, or it has a loss already.</exception>
    public LossWriter(OnnxModel model)
    {
        if (model.Opset() < 13)
            throw new ArgumentException($"Losses need opset 13 or later; the model has {model.Opset()}.", nameof(model));
        if (model.Graph.Output.Any(output => output.Name == LossNames.Loss))
            throw new ArgumentException("The model has a loss already.", nameof(model));
        this.model = model;
        graph = model.Graph.Clone();
        writer = new NodeWriter(graph, model.Opset(), new UniqueNames(model.Graph).NextPrefix("prunebuild.losses"));
    }

    /// <summary>A value of the model.</summary>
    public GraphValue Value(string name, ElementType type = ElementType.Float) => new(writer, name, type);

    /// <summary>A new input; or what the model puts out under that name.</summary>
    public GraphValue Input(string name, ElementType type, int? rank = null)
    {
        if (graph.Input.Concat(graph.Output).All(value => value.Name != name))
            graph.Input.Add(rank is { } known ? ValueInfos.Tensor(name, type, known) : ValueInfos.OfAnyShape(name, type));
        return Value(name, type);
    }

    /// <summary>The model with this scalar as the loss.</summary>
    public OnnxModel Finish(GraphValue loss)
    {
        writer.Output(loss.Cast(ElementType.Float).Name, LossNames.Loss);
        return model.WithGraph(graph);
    }

    /// <summary>Losses of single predictions, reduced; those that do not count are zero already.</summary>
    /// <param name="losses">Any shape.</param>
    /// <param name="counted">How many count, a scalar.</param>
    /// <param name="reduction">How.</param>
    public static GraphValue Reduce(GraphValue losses, GraphValue counted, LossReduction reduction) =>
        reduction == LossReduction.Sum ? losses.Sum() : losses.Sum() / counted;

    /// <summary>Number of elements of a value, as a float.</summary>
    public static GraphValue Count(GraphValue value) =>
        (value.Apply("Size") with { Type = ElementType.Int64 }).Cast(value.Type);
}
