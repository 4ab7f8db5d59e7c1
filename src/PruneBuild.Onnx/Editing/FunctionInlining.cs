using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Puts the bodies of model-local functions where they are called, as ONNX Runtime does before it runs a model.</summary>
/// <remarks>
/// A value inside gets the name of the call's first output before its own. A call stays where its function imports another version of an
/// operator set than the model does, calls itself, or would make the model grow beyond reason.
/// </remarks>
public static class FunctionInlining
{
    private const int DepthLimit = 64;
    private const int NodeLimit = 1_000_000;

    /// <summary>The model without calls of its functions, and without the functions that nothing calls any more;
    /// the model itself when it has none.</summary>
    public static OnnxModel Inline(OnnxModel model)
    {
        if (model.Proto.Functions.Count == 0)
            return model;
        var proto = model.Proto.Clone();
        var state = new State(proto, new UniqueNames(proto.Graph));
        Expand(proto.Graph, state, 0);
        var called = proto.Graph.Node.SelectMany(Calls).ToHashSet();
        for (var before = -1; before != called.Count;)
        {
            before = called.Count;
            called.UnionWith(proto.Functions.Where(function => called.Contains(Key(function))).SelectMany(function => function.Node)
                .SelectMany(Calls).ToArray());
        }

        Sharing.Replace(proto.Functions, proto.Functions.Where(function => called.Contains(Key(function))));
        return model.With(proto);
    }

    private static string Key(FunctionProto function) => $"{Domain(function.Domain)}:{function.Name}:{function.Overload}";

    private static string Key(NodeProto node) => $"{Domain(node.Domain)}:{node.OpType}:{node.Overload}";

    private static string Domain(string domain) => OnnxDomains.IsDefault(domain) ? "" : domain;

    private static IEnumerable<string> Calls(NodeProto node) =>
        SubgraphCaptures.Bodies(node).SelectMany(body => body.Node).SelectMany(Calls).Prepend(Key(node));

    private static void Expand(GraphProto graph, State state, int depth)
    {
        var expanded = new List<NodeProto>();
        foreach (var node in graph.Node)
            Expand(node, expanded, state, depth);
        Sharing.Replace(graph.Node, expanded);
    }

    private static void Expand(NodeProto node, List<NodeProto> into, State state, int depth)
    {
        foreach (var body in SubgraphCaptures.Bodies(node))
            Expand(body, state, depth + 1);
        if (depth >= DepthLimit || state.Made >= NodeLimit || state.Find(node) is not { } function || !state.TryImport(function))
        {
            into.Add(node);
            return;
        }

        state.Made += function.Node.Count;
        foreach (var inner in new FunctionCall(node, function, state.Names).Nodes())
            Expand(inner, into, state, depth + 1);
    }

    /// <summary>What one inlining knows.</summary>
    private sealed class State(ModelProto proto, UniqueNames names)
    {
        private readonly Dictionary<string, FunctionProto> functions =
            proto.Functions.GroupBy(Key).ToDictionary(same => same.Key, same => same.First());

        public UniqueNames Names { get; } = names;

        public int Made { get; set; }

        public FunctionProto? Find(NodeProto node) => functions.GetValueOrDefault(Key(node));

        /// <summary>Imports the operator sets that a function needs; false when the model has another version of one.</summary>
        public bool TryImport(FunctionProto function)
        {
            var needed = function.OpsetImport
                .Where(import => !functions.Values.Any(other => OnnxDomains.AreSame(other.Domain, import.Domain))).ToArray();
            foreach (var import in needed)
            {
                if (proto.OpsetImport.FirstOrDefault(own => OnnxDomains.AreSame(own.Domain, import.Domain)) is { } own
                    && own.Version != import.Version)
                    return false;
            }

            foreach (var import in needed.Where(import => !proto.OpsetImport.Any(own => OnnxDomains.AreSame(own.Domain, import.Domain))))
                proto.OpsetImport.Add(import.Clone());
            return true;
        }
    }
}
