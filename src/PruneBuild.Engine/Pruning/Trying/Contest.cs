using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning.Trying;

/// <summary>Ways to prune a model, of which calibration data chooses one.</summary>
/// <remarks>
/// Each prunes with four fifths of the batches and is judged on the last fifth by how far its outputs are from the original's, so labels are not
/// needed and the validation data is never seen. The winner then prunes with all batches.
/// </remarks>
/// <param name="model">The original.</param>
/// <param name="bench">Data, a batch at least, and where to run.</param>
internal sealed class Contest(OnnxModel model, Workbench bench)
{
    private const int Judged = 5;

    /// <summary>Prunes with each, and with the winner.</summary>
    /// <param name="candidates">One at least; one that fails is out, and all of them failing is the failure of the first.</param>
    public Result<PruneOutcome> Run(IReadOnlyList<Candidate> candidates)
    {
        var (fitted, held) = Split(bench.Batches);
        var taught = Outputs(model, held);
        if (!taught.IsOk)
            return taught.As<PruneOutcome>();
        var tried = new List<(Candidate Candidate, double Divergence)>();
        Result<PruneOutcome>? failure = null;
        foreach (var (number, candidate) in candidates.Index())
        {
            bench.Clock.Report($"trying {candidate.Name}", (double)number / candidates.Count);
            var outcome = candidate.Try(bench.Aside(fitted));
            var outputs = outcome.IsOk ? Outputs(outcome.Value.Pruned, held) : outcome.As<Answers>();
            if (outputs.IsOk)
                tried.Add((candidate, Divergence(taught.Value, outputs.Value, held)));
            else
                failure ??= outputs.As<PruneOutcome>();
        }

        if (tried.All(one => !double.IsFinite(one.Divergence)))
            return failure ?? Result<PruneOutcome>.Fail(DiagnosticCatalog.StatisticsNotFinite, bench.Place, "the pruned models' outputs", "the calibration data");
        var final = tried.Where(one => double.IsFinite(one.Divergence)).MinBy(one => one.Divergence).Candidate.Finish(bench);
        var figures = string.Join(", ", tried.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Candidate.Name} {one.Divergence:0.0000}")));
        return final.IsOk
            ? Result<PruneOutcome>.Ok(final.Value with { MethodDescription = $"best of {figures}: {final.Value.MethodDescription}" }, final.Diagnostics)
            : final;
    }

    /// <summary>Batches to prune with, and every fifth to judge on; the same where there is one.</summary>
    public static (IReadOnlyList<Batch> Fitted, IReadOnlyList<Batch> Held) Split(IReadOnlyList<Batch> batches)
    {
        var each = Math.Min(Judged, batches.Count);
        return each < 2
            ? (batches, batches)
            : ([.. batches.Where((_, i) => i % each != each - 1)], [.. batches.Where((_, i) => i % each == each - 1)]);
    }

    private Result<Answers> Outputs(OnnxModel judged, IReadOnlyList<Batch> held) => SessionWork.In(
        judged, bench.Device, SessionSettings.Reproducible,
        session => new Answers([.. OutputStream.Run(session, held, null, bench.Cancellation).Select(pair => pair.Outputs)]));

    private static double Divergence(Answers original, Answers pruned, IReadOnlyList<Batch> held) =>
        held.Select((batch, i) => OutputDivergence.Of(original.Batches[i], pruned.Batches[i], batch) * batch.Records.Count).Sum()
        / held.Sum(batch => batch.Records.Count);

    private sealed record Answers(IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Batches);
}

/// <summary>A way to prune that takes part in a <see cref="Contest" />.</summary>
/// <param name="Name">For people.</param>
/// <param name="Try">Prunes with some of the batches.</param>
/// <param name="Finish">Prunes with all of them, and says how far it is.</param>
internal sealed record Candidate(string Name, Func<Workbench, Result<PruneOutcome>> Try, Func<Workbench, Result<PruneOutcome>> Finish);
