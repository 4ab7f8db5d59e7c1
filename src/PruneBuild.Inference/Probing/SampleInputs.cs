using System.Diagnostics;
using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Probing;

/// <summary>Seeded random inputs that a model accepts, made from the types in its graph.</summary>
public static class SampleInputs
{
    // A probe keeps every value of the model, and each id becomes a whole row.
    private const double MostElements = 1 << 25;
    private const double MostIds = 1 << 18;
    private const int FewRecords = 3;

    /// <summary>Inputs with these sizes: normal numbers for floats, ones for masks, counting positions, and ids that the tables they index
    /// have. Nothing is run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sizes">Sizes of open dimensions, by symbolic name; what is missing gets a prime of its own.</param>
    /// <param name="seed">The same seed gives the same inputs.</param>
    /// <returns>By input name; or PB3008 for an input that is not a tensor of numbers.</returns>
    public static Result<IReadOnlyDictionary<string, Tensor>> Create(
        OnnxModel model, IReadOnlyDictionary<string, long>? sizes = null, int seed = 0)
    {
        var caches = AttentionCaches.Of(model);
        var dimensions = caches.Dimensions;
        var open = new Dictionary<string, long>(dimensions.Candidates(caches).First());
        foreach (var (name, size) in sizes ?? open)
            open[name] = size;
        caches.Settle(open);
        var index = new GraphIndex(model.Graph);
        var inputs = new Dictionary<string, Tensor>();
        foreach (var (i, input) in dimensions.Inputs.Index())
        {
            if (input.Type?.TensorType is not { Shape: not null } type || !SampleTensor.CanBe((ElementType)type.ElemType))
                return Refused($"input '{input.Name}' is no tensor of numbers");
            // Given anything else, libjpeg ends the process.
            if (index.Uses(input.Name).Any(use => use.Node?.OpType == "DecodeImage"))
                return Refused($"input '{input.Name}' is an encoded image");
            var shape = type.Shape.Dim.Select((dim, axis) =>
                dimensions.NameOf(input, axis) is { } name ? caches.Size(input.Name, axis) ?? open[name] : dim.DimValue).ToValueList();
            var ids = IdRange.Of(index, input.Name);
            if (shape.Aggregate(1.0, (product, size) => product * size) > (ids is null ? MostElements : MostIds))
                return Refused($"input '{input.Name}' of shape {shape} is too large");
            inputs[input.Name] = caches.Count(input.Name, open) is { } positions
                ? SampleTensor.Filled((ElementType)type.ElemType, shape, positions)
                : SampleTensor.Create(input.Name, (ElementType)type.ElemType, shape, ids, new Random(seed + i));
        }

        return Result<IReadOnlyDictionary<string, Tensor>>.Ok(inputs);

        Result<IReadOnlyDictionary<string, Tensor>> Refused(string why) => Result<IReadOnlyDictionary<string, Tensor>>.Fail(
            DiagnosticCatalog.NoSampleInput, null, model.Path ?? model.Graph.Name, why);
    }

    /// <summary>Inputs of the same sizes as a sample, with other numbers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">Inputs that it takes, by name.</param>
    /// <param name="seed">The same seed gives the same inputs.</param>
    /// <returns>As with <see cref="Create" />.</returns>
    public static Result<IReadOnlyDictionary<string, Tensor>> CreateLike(
        OnnxModel model, IReadOnlyDictionary<string, Tensor> sample, int seed) => Create(model, SampleSizes.Of(model).In(sample), seed);

    /// <summary>Finds sizes that the model runs with, and probes it with them; where it runs with none, with records of data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="seed">The same seed gives the same inputs.</param>
    /// <param name="data">Asked where nothing made up runs, for records that the model should run on; null for none.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>Inputs and facts; or what ONNX Runtime said to the records, and without any PB3008 with what it said to the first
    /// attempt.</returns>
    public static Result<ProbedSample> Probe(
        OnnxModel model, Device device, int seed = 0, Func<Batch?>? data = null, CancellationToken cancellation = default)
    {
        var made = ProbeMadeUp(model, device, seed, cancellation);
        return made.IsOk || made.Diagnostics[0].Code != DiagnosticCatalog.NoSampleInput.Code
            || data?.Invoke() is not { } batch || Fitting(model, batch) is not { } records
            ? made
            : ProbeData(model, device, records, cancellation);
    }

    private static Result<ProbedSample> ProbeMadeUp(OnnxModel model, Device device, int seed, CancellationToken cancellation)
    {
        Diagnostic? first = null;
        var started = Stopwatch.GetTimestamp();
        var caches = AttentionCaches.Of(model);
        foreach (var sizes in caches.Dimensions.Candidates(caches))
        {
            var left = Probing.Probe.Patience - Stopwatch.GetElapsedTime(started);
            // Other sizes do not help a model that takes too long.
            if (first is not null && left <= TimeSpan.Zero)
                break;
            var inputs = Create(model, sizes, seed);
            if (!inputs.IsOk && first is not null)
                break;
            if (!inputs.IsOk)
                return inputs.As<ProbedSample>();
            var facts = Probing.Probe.Run(model, inputs.Value, device, left, cancellation);
            if (facts.IsOk)
                return Result<ProbedSample>.Ok(new ProbedSample(inputs.Value, facts.Value));
            if (facts.Diagnostics[0].Code != DiagnosticCatalog.RunFailed.Code)
                return facts.As<ProbedSample>();
            first ??= facts.Diagnostics[0];
        }

        return Result<ProbedSample>.Fail(DiagnosticCatalog.NoSampleInput, null, model.Path ?? model.Graph.Name, first!.Message);
    }

    /// <summary>Probes with a few records, or with the whole batch where the model was made for its size.</summary>
    private static Result<ProbedSample> ProbeData(OnnxModel model, Device device, Batch data, CancellationToken cancellation)
    {
        var few = FewOf(data);
        var probed = On(few);
        return probed.IsOk || ReferenceEquals(few, data.Inputs) ? probed : On(data.Inputs);

        Result<ProbedSample> On(IReadOnlyDictionary<string, Tensor> inputs)
        {
            var facts = Probing.Probe.Run(model, inputs, device, cancellation: cancellation);
            return facts.IsOk ? Result<ProbedSample>.Ok(new ProbedSample(inputs, facts.Value)) : facts.As<ProbedSample>();
        }
    }

    /// <summary>The part of a batch that a model takes; null when it takes more than that.</summary>
    private static Batch? Fitting(OnnxModel model, Batch data)
    {
        string[] names = [.. SampleSizes.InputsOf(model).Select(input => input.Name)];
        return names.All(data.Inputs.ContainsKey)
            ? data with { Inputs = names.ToDictionary(name => name, name => data.Inputs[name]) }
            : null;
    }

    private static IReadOnlyDictionary<string, Tensor> FewOf(Batch data) =>
        data.Records.Count > FewRecords && data.Inputs.Values.All(data.IsOfRecords)
            ? data.Take([.. Enumerable.Range(0, FewRecords)]).Inputs
            : data.Inputs;

    /// <summary>True when a model runs on inputs as an app runs it, with all of ONNX Runtime's optimisations.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="samples">Inputs by name; each is run.</param>
    public static bool AreTaken(OnnxModel model, Device device, params IReadOnlyDictionary<string, Tensor>[] samples)
    {
        var opened = ModelSession.Open(model, device, SessionSettings.Reproducible);
        if (!opened.IsOk)
            return false;
        using var session = opened.Value;
        try
        {
            foreach (var sample in samples)
                session.Run(sample);
            return true;
        }
        catch (InferenceException)
        {
            return false;
        }
    }
}

/// <summary>Inputs that a model accepted, and what it showed.</summary>
/// <param name="Inputs">By name.</param>
/// <param name="Facts">Of every value.</param>
public sealed record ProbedSample(IReadOnlyDictionary<string, Tensor> Inputs, ShapeFacts Facts);
