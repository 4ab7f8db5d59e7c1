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

    /// <summary>Inputs with these sizes: normal numbers for floats, ones for masks, counting positions, and ids that the tables they index
    /// have. Nothing is run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sizes">Sizes of open dimensions, by symbolic name; what is missing gets a prime of its own.</param>
    /// <param name="seed">The same seed gives the same inputs.</param>
    /// <returns>By input name; or PB3008 for an input that is not a tensor of numbers.</returns>
    public static Result<IReadOnlyDictionary<string, Tensor>> Create(
        OnnxModel model, IReadOnlyDictionary<string, long>? sizes = null, int seed = 0)
    {
        var open = new Dictionary<string, long>(SampleSizes.Candidates(model).First());
        foreach (var (name, size) in sizes ?? open)
            open[name] = size;
        var index = new GraphIndex(model.Graph);
        var inputs = new Dictionary<string, Tensor>();
        foreach (var (i, input) in SampleSizes.Inputs(model).Index())
        {
            if (input.Type?.TensorType is not { Shape: not null } type || !SampleTensor.CanBe((ElementType)type.ElemType))
                return Result<IReadOnlyDictionary<string, Tensor>>.Fail(
                    DiagnosticCatalog.NoSampleInput, null, model.Path ?? model.Graph.Name, $"input '{input.Name}' is no tensor of numbers");
            var shape = type.Shape.Dim.Select((dim, axis) => SampleSizes.NameOf(dim, axis) is { } name ? open[name] : dim.DimValue).ToValueList();
            var ids = IdRange.Of(index, input.Name);
            if (shape.Aggregate(1.0, (product, size) => product * size) > (ids is null ? MostElements : MostIds))
                return Result<IReadOnlyDictionary<string, Tensor>>.Fail(
                    DiagnosticCatalog.NoSampleInput, null, model.Path ?? model.Graph.Name, $"input '{input.Name}' of shape {shape} is too large");
            inputs[input.Name] = SampleTensor.Create(
                input.Name, (ElementType)type.ElemType, shape, ids, new Random(seed + i));
        }

        return Result<IReadOnlyDictionary<string, Tensor>>.Ok(inputs);
    }

    /// <summary>Finds sizes that the model runs with, and probes it with them.</summary>
    /// <returns>Inputs and facts; or PB3008 with what ONNX Runtime said to the first attempt.</returns>
    public static Result<ProbedSample> Probe(OnnxModel model, Device device, int seed = 0)
    {
        Diagnostic? first = null;
        var started = Stopwatch.GetTimestamp();
        foreach (var sizes in SampleSizes.Candidates(model))
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
            var facts = Probing.Probe.Run(model, inputs.Value, device, left);
            if (facts.IsOk)
                return Result<ProbedSample>.Ok(new ProbedSample(inputs.Value, facts.Value));
            if (facts.Diagnostics[0].Code != DiagnosticCatalog.RunFailed.Code)
                return facts.As<ProbedSample>();
            first ??= facts.Diagnostics[0];
        }

        return Result<ProbedSample>.Fail(DiagnosticCatalog.NoSampleInput, null, model.Path ?? model.Graph.Name, first!.Message);
    }

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
