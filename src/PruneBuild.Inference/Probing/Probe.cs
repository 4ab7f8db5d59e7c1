using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Probing;

/// <summary>Learns type and shape of every value of a model by running it once, whatever operators it is made of.</summary>
public static class Probe
{
    private const int FewElements = 64;

    /// <summary>How long a run may take: a sample is a few records, and a model that takes longer is broken,
    /// such as a loop without end.</summary>
    internal static TimeSpan Patience { get; } = TimeSpan.FromSeconds(120);

    /// <summary>Runs the model with every value of its main graph as an output, then each body of an If,
    /// Loop or Scan on what it was given.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">Inputs; a few records are enough. Sizes that differ from each other tell axes apart.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="patience">How long the graph may take, and each body as long again, looked at between two nodes; null for two
    /// minutes.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>The facts, initializers included; values that are no tensors of numbers are left out. PB3004 or PB3005 when ONNX Runtime
    /// does not take the model or the sample.</returns>
    public static Result<ShapeFacts> Run(
        OnnxModel model, IReadOnlyDictionary<string, Tensor> sample, Device device, TimeSpan? patience = null,
        CancellationToken cancellation = default)
    {
        var opened = ModelSession.Open(WithAllOutputs(model), device, new SessionSettings(1, GraphOptimization.None));
        if (!opened.IsOk)
            return opened.As<ShapeFacts>();
        using var session = opened.Value;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var longest = patience ?? Patience;
        limit.CancelAfter(longest);
        var facts = model.Graph.Initializer.ToDictionary(tensor => tensor.Name, tensor => FactOf(model, tensor));
        foreach (var tensor in model.Graph.SparseInitializer)
            facts[tensor.Values.Name] = new((ElementType)tensor.Values.DataType, tensor.Dims.ToValueList());
        foreach (var (name, tensor) in sample)
            facts[name] = new(tensor.Type, tensor.Shape, Integers(tensor));
        var needed = BodyRuns.Needed(model.Graph);
        var values = new Dictionary<string, Tensor>(sample);
        try
        {
            session.Visit(sample, new Dictionary<string, TextTensor>(), session.Outputs, Note, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Result<ShapeFacts>.Fail(
                new InferenceException(
                    model.Path ?? model.Graph.Name,
                    $"a run on a small sample took more than {longest.TotalSeconds:0} seconds").ToDiagnostic());
        }
        catch (InferenceException failure)
        {
            return Result<ShapeFacts>.Fail(failure.ToDiagnostic());
        }

        foreach (var run in BodyRuns.Of(model, values))
            AddBody(facts, run, Run(run.Model, run.Inputs, device, longest, cancellation));
        return Result<ShapeFacts>.Ok(new ShapeFacts(facts));

        void Note(string name, Microsoft.ML.OnnxRuntime.OrtValue value)
        {
            if (OrtTensors.Describe(value) is not var (type, shape))
                return;
            var few = shape.Aggregate(1L, (product, size) => product * size) <= FewElements;
            facts[name] = new(type, shape, few ? Integers(OrtTensors.Read(value)!) : null);
            if (needed.Contains(name))
                values[name] = OrtTensors.Read(value)!;
        }
    }

    /// <summary>Adds what a body shows when it is run alone; nothing when it does not run.
    /// Names that were seen outside keep their facts.</summary>
    private static void AddBody(Dictionary<string, ValueFact> facts, BodyRun body, Result<ShapeFacts> shown)
    {
        if (!shown.IsOk)
            return;
        var changing = body.Changing();
        foreach (var (name, fact) in shown.Value.Values)
            facts.TryAdd(name, changing.Contains(name) ? fact with { Integers = null } : fact);
    }

    private static OnnxModel WithAllOutputs(OnnxModel model)
    {
        var proto = model.Proto.Clone();
        var known = proto.Graph.Output.Select(output => output.Name).ToHashSet();
        foreach (var name in proto.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0 && known.Add(name)))
            proto.Graph.Output.Add(new ValueInfoProto { Name = name });
        return model.With(proto);
    }

    private static ValueFact FactOf(OnnxModel model, TensorProto tensor)
    {
        var (type, shape) = ((ElementType)tensor.DataType, tensor.Dims.ToValueList());
        var few = type != ElementType.String && shape.Aggregate(1L, (product, size) => product * size) <= FewElements;
        return new ValueFact(type, shape, few ? Integers(model.Read(tensor)) : null);
    }

    private static ValueList<long>? Integers(Tensor tensor) =>
        tensor.Count <= FewElements && IsInteger(tensor.Type) ? ValueList.Create<long>(tensor.ToInt64s()) : null;

    private static bool IsInteger(ElementType type) => type is ElementType.Bool
        or ElementType.Int8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64
        or ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64;
}
