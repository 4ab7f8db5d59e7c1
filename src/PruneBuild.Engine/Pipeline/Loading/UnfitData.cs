using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Loading;

/// <summary>Tells a run that failed by the data that made it fail: tokens that the model does not have,
/// more of them than it takes.</summary>
/// <param name="manifest">The manifest.</param>
/// <param name="entry">The model's entry.</param>
/// <param name="original">The model.</param>
/// <param name="device">Where it runs.</param>
internal sealed class UnfitData(PruneManifest manifest, ModelEntry entry, OnnxModel original, Device device)
{
    /// <summary>Works; a failed run of a model comes back as PB3005, at the line that makes the records when the
    /// original fails at them too.</summary>
    public Result<T> Told<T>(Func<Result<T>> work)
    {
        var result = work();
        return !result.IsOk && result.Diagnostics.Any(problem => problem.Code == DiagnosticCatalog.RunFailed.Code) && Find() is { } found
            ? Result<T>.Fail(found)
            : result;
    }

    /// <summary>The first batch of the manifest's data that the original does not run on.</summary>
    private Diagnostic? Find()
    {
        foreach (var set in new[] { entry.Data?.Calibration, entry.Data?.Validation }.OfType<DataSetEntry>())
        {
            if (DataSets.Load(entry.Data!, set, original, 0, manifest) is not { IsOk: true, Value: var data })
                continue;
            var tried = SessionWork.In(
                original, device, new SessionSettings(),
                session => data.Batches.Select(batch => Refusal(session, batch, set)).FirstOrDefault(refusal => refusal is not null));
            if (tried is { IsOk: true, Value: { } refused })
                return refused;
        }

        return null;
    }

    private Diagnostic? Refusal(ModelSession session, Batch batch, DataSetEntry set)
    {
        try
        {
            session.Run(batch.Inputs);
            return null;
        }
        catch (InferenceException failure)
        {
            if (new UnfitTokens(original, entry.Data!).Cause(session, batch, set, failure) is { } cause)
                return cause;
            var inputs = string.Join(
                ", ", batch.Inputs.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => Describe(input.Key, input.Value)));
            return failure.ToDiagnostic(Place(set), $"on records of '{set.File.Value}' ({inputs}) ");
        }
    }

    private static string Describe(string name, Tensor tensor)
    {
        var values = tensor.ToFloats();
        return $"{name} of {string.Join('×', tensor.Shape)}"
            + $"{(values.Length > 0 ? $" from {values.Min():0.###} to {values.Max():0.###}" : "")}";
    }

    /// <summary>What decides about lengths and tokens; where records are inputs as they are, their file.</summary>
    private SourceSpan Place(DataSetEntry set) =>
        entry.Data!.SequenceLength?.Span ?? (entry.Data.Prepare is [var first, ..] ? first.Span : set.File.Span);
}
