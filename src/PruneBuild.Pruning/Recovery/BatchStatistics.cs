using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Recovery;

/// <summary>Mean and variance of channels over the batch that a model runs, in the model itself: told, or moved to what they should be.
/// What a BatchNormalization does while it trains.</summary>
public static class BatchStatistics
{
    // Keeps channels without any variance at their mean.
    private const double Nothing = 1e-8;

    /// <summary>Name of the mean of a value's channels.</summary>
    public static string Mean(string value) => "prunebuild.mean/" + value;

    /// <summary>Name of their variance.</summary>
    public static string Variance(string value) => "prunebuild.variance/" + value;

    /// <summary>The model with the outputs <see cref="Mean" /> and <see cref="Variance" /> of each value,
    /// with sizes of 1 but for the channels.</summary>
    /// <param name="model">Opset 13 or later.</param>
    /// <param name="values">Values of floats.</param>
    public static OnnxModel Observed(OnnxModel model, IEnumerable<ChannelValue> values)
    {
        var (graph, writer) = Open(model);
        foreach (var value in values)
        {
            var (mean, _, variance) = Of(new GraphValue(writer, value.Name, ElementType.Float), value);
            writer.Output(mean.Name, Mean(value.Name));
            writer.Output(variance.Name, Variance(value.Name));
        }

        return model.WithGraph(graph);
    }

    /// <summary>The model with the inputs <see cref="Mean" /> and <see cref="Variance" /> of each value: whatever reads it reads (y −
    /// μ̂)·√(v/v̂) + μ in its place, with the inputs μ and v, and with μ̂ and v̂ of the batch.</summary>
    /// <param name="model">Opset 13 or later.</param>
    /// <param name="values">Values of floats.</param>
    public static OnnxModel Matched(OnnxModel model, IReadOnlyCollection<ChannelValue> values)
    {
        var redirected = values.Aggregate(model.Graph, (graph, value) => GraphEdits.Redirect(graph, value.Name, Moved(value.Name)));
        var (graph, writer) = Open(model.WithGraph(redirected));
        foreach (var value in values)
        {
            foreach (var name in (string[])[Mean(value.Name), Variance(value.Name)])
                graph.Input.Add(ValueInfos.Tensor(name, ElementType.Float, value.Rank));
            var (_, centred, variance) = Of(new GraphValue(writer, value.Name, ElementType.Float), value);
            var factor = ((centred.Of(Variance(value.Name), ElementType.Float) + Nothing) / (variance + Nothing)).Apply("Sqrt");
            writer.Assign(((centred * factor) + centred.Of(Mean(value.Name), ElementType.Float)).Name, Moved(value.Name));
        }

        return model.WithGraph(TopologicalOrder.Sort(graph) ?? throw new InvalidOperationException("Statistics of values made a cycle."));
    }

    private static string Moved(string value) => "prunebuild.matched/" + value;

    private static (GraphProto Graph, NodeWriter Writer) Open(OnnxModel model)
    {
        var graph = model.Graph.Clone();
        return (graph, new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.statistics")));
    }

    private static (GraphValue Mean, GraphValue Centred, GraphValue Variance) Of(GraphValue y, ChannelValue value)
    {
        long[] others = [.. Enumerable.Range(0, value.Rank).Where(axis => axis != value.Axis)];
        var mean = y.Mean(others);
        var centred = y - mean;
        return (mean, centred, (centred * centred).Mean(others));
    }
}

/// <summary>A value with channels.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rank">Its axes, two at least.</param>
/// <param name="Axis">That of channels.</param>
public sealed record ChannelValue(string Name, int Rank, int Axis);
