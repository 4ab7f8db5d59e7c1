using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>Follows the residual stream from its normalisations back to what writes it, and on to what reads it.</summary>
internal sealed class StreamSearch
{
    private readonly OnnxModel model;
    private readonly GraphIndex index;
    private readonly ShapeFacts facts;
    private readonly HashSet<string> values = [];
    private readonly HashSet<NodeProto> carriers = new(ReferenceEqualityComparer.Instance);
    private readonly List<(NodeProto Node, int Input)> writers = [];

    private StreamSearch(OnnxModel model, ShapeFacts facts) =>
        (this.model, index, this.facts) = (model, new GraphIndex(model.Graph), facts);

    /// <summary>The stream, or what no rotation passes.</summary>
    /// <param name="model">The model; its nodes in topological order.</param>
    /// <param name="facts">Types and shapes of its values.</param>
    public static (ResidualStreams? Found, StreamObstacle? Obstacle) Run(OnnxModel model, ShapeFacts facts) =>
        new StreamSearch(model, facts).Run();

    private (ResidualStreams?, StreamObstacle?) Run()
    {
        var (norms, obstacle) = Norms();
        if ((obstacle ?? Unlike(norms) ?? Strangers(norms)) is { } early)
            return (null, early);
        var readers = new List<ValueList<NodeProto>>();
        foreach (var norm in norms)
        {
            var reading = new List<NodeProto>();
            if (Forward(norm, norm.Output, reading) is { } late)
                return (null, late);
            readers.Add(reading.ToValueList());
        }

        var order = new Dictionary<string, int>();
        foreach (var output in (TopologicalOrder.Of(model.Graph) ?? model.Graph.Node).SelectMany(node => node.Output))
            order.TryAdd(output, order.Count);
        var positions = norms.Select(norm => norm.Input).Distinct().OrderBy(value => order.GetValueOrDefault(value, -1)).ToValueList();
        return (new ResidualStreams(positions, norms.ToValueList(), carriers, writers.ToValueList(), readers.ToValueList()), null);
    }

    /// <summary>The normalisations that a stream enters. Queries and keys may be normalised too, head by head:
    /// what no sum makes is no stream.</summary>
    private (List<StreamNorm> Norms, StreamObstacle? Obstacle) Norms()
    {
        var all = new NormSearch(model, index, facts).All();
        var ends = all.Select(norm => norm.Last)
            .Concat(model.Graph.Node.Where(node => node.OpType.EndsWith("LayerNormalization", StringComparison.Ordinal)))
            .ToHashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var found = new List<StreamNorm>();
        foreach (var norm in all)
        {
            var trace = new StreamTrace(model, index, facts, values);
            if (trace.Back(norm.Input, ends) is { } obstacle)
            {
                if (trace.Carriers.Any(StreamTrace.IsSum) || trace.Values.Any(values.Contains))
                    return (found, obstacle);
                continue;
            }

            found.Add(norm);
            values.UnionWith(trace.Values);
            carriers.UnionWith(trace.Carriers);
            writers.AddRange(trace.Writers);
        }

        return (found, found.Count > 0 ? null : new StreamObstacle(model.Graph.Name, "no normalisation reads sums of matrices' outputs"));
    }

    private StreamObstacle? Unlike(List<StreamNorm> norms) =>
        norms.FirstOrDefault(norm => norm.Centres != norms[0].Centres) is { } other
            ? StreamTrace.At(other.Last, "some normalisations of the stream subtract the mean, and others do not")
            : norms.FirstOrDefault(norm => facts.Find(norm.Input)!.Type != ElementType.Float) is { } narrow
                ? StreamTrace.At(narrow.Last, "the stream is not in 32-bit floats")
                : null;

    /// <summary>Who reads the stream besides its own nodes and its normalisations.</summary>
    private StreamObstacle? Strangers(List<StreamNorm> norms)
    {
        var known = norms.SelectMany(norm => norm.Readers).Concat(carriers).ToHashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        foreach (var use in values.SelectMany(index.Uses))
        {
            if (use.Node is null)
                return new StreamObstacle(model.Graph.Output[use.Input].Name, "the stream itself is an output of the graph");
            if (use.Input < 0 || (!known.Contains(use.Node) && use.Node.OpType != "Shape"))
                return StreamTrace.At(use.Node, $"{use.Node.OpType} reads the stream without a normalisation before it");
        }

        return null;
    }

    /// <summary>Collects the matrices that read normalised rows.</summary>
    private StreamObstacle? Forward(StreamNorm norm, string value, List<NodeProto> reading)
    {
        var width = facts.Find(norm.Input)!.Shape[^1];
        foreach (var use in index.Uses(value))
        {
            if (use.Node is not { } node)
                return StreamTrace.At(norm.Last, "what it puts out is an output of the graph");
            if (node.OpType == "Shape")
                continue;
            if (StreamTrace.IsSum(node))
                return StreamTrace.At(norm.Last, StreamTrace.PostNorm);
            if (use.Input == 0 && IsReader(node))
                reading.Add(node);
            else if (use.Input != 0 || !RowMoves.Is(node, facts, width))
                return StreamTrace.At(node, $"{node.OpType} reads normalised rows, and is no product with a matrix of 32-bit floats");
            else if (Forward(norm, node.Output[0], reading) is { } obstacle)
                return obstacle;
        }

        return null;
    }

    private bool IsReader(NodeProto node) =>
        OnnxDomains.IsDefault(node.Domain) && node.OpType is "MatMul" or "Gemm" && node.Integer("transA", 0) == 0
        && WeightCarrier.Of(model, index, node, 1) is { } weight && facts.Find(node.Input[1])?.Shape.Count == 2
        && index.Constant(weight.Tensor)!.DataType == (int)ElementType.Float;
}
