using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning.Trying;

/// <summary>Ways to prune a model, of which calibration data chooses one.</summary>
/// <remarks>
/// Each prunes with four fifths of the batches and is judged on the last fifth by how far its outputs are from the original's, so labels
/// are not needed and the validation data is never seen. The winner then prunes with all batches.
/// </remarks>
/// <param name="model">The original.</param>
/// <param name="bench">Data, a batch at least, and where to run.</param>
internal sealed class Contest(OnnxModel model, Workbench bench)
{
    private const int Judged = 5;

    /// <summary>Prunes with each, and with the winner.</summary>
    /// <param name="candidates">One at least; one that fails is out, and a note of the outcome. All of them failing is the failure of the
    /// first, with those of another kind as notes.</param>
    public Result<PruneOutcome> Run(IReadOnlyList<Candidate> candidates)
    {
        var (fitted, held) = Split(bench.Batches);
        var taught = Outputs(model, held);
        if (!taught.IsOk)
            return taught.As<PruneOutcome>();
        var tried = new List<(Candidate Candidate, double Divergence)>();
        var failed = new List<(Candidate Candidate, IReadOnlyList<Diagnostic> Why)>();
        foreach (var (number, candidate) in candidates.Index())
        {
            bench.Clock.Report($"trying {candidate.Name}", (double)number / candidates.Count);
            var judged = Judge(candidate, fitted, held, taught.Value);
            if (judged.IsOk)
                tried.Add((candidate, judged.Value.Divergence));
            else
                failed.Add((candidate, judged.Diagnostics));
        }

        if (tried.Count == 0)
            return Result<PruneOutcome>.Fail([.. failed[0].Why, .. failed.DistinctBy(one => one.Why[0].Code).Skip(1).Select(Out)]);
        var winner = tried.MinBy(one => one.Divergence).Candidate;
        var final = winner.Finish(bench);
        if (!final.IsOk)
            return final;
        var figures = string.Join(
            ", ", tried.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Candidate.Name} {one.Divergence:G3}")));
        return Result<PruneOutcome>.Ok(
            final.Value with
            {
                MethodDescription = $"best of {figures}: {final.Value.MethodDescription}",
                Winner = winner.Name,
                Notes = [DiagnosticCatalog.MethodChosen.At(bench.Place, winner.Name, figures), .. failed.Select(Out), .. final.Value.Notes],
            },
            final.Diagnostics);
    }

    private Diagnostic Out((Candidate Candidate, IReadOnlyList<Diagnostic> Why) failed) =>
        DiagnosticCatalog.CandidateFailed.At(bench.Place, failed.Candidate.Name, failed.Why[0].Code, failed.Why[0].Message);

    /// <summary>How far a candidate's outputs are from the original's; or its failure, also where they are no finite numbers.</summary>
    private Result<Verdict> Judge(Candidate candidate, IReadOnlyList<Batch> fitted, IReadOnlyList<Batch> held, Answers taught)
    {
        var outcome = candidate.Try(bench.Aside(fitted));
        var outputs = outcome.IsOk ? Outputs(outcome.Value.Pruned, held) : outcome.As<Answers>();
        if (!outputs.IsOk)
            return outputs.As<Verdict>();
        var divergence = Divergence(taught, outputs.Value, held);
        return double.IsFinite(divergence)
            ? Result<Verdict>.Ok(new Verdict(divergence))
            : Result<Verdict>.Fail(
                DiagnosticCatalog.StatisticsNotFinite, bench.Place, "the pruned model's outputs", "the calibration data");
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

    private sealed record Verdict(double Divergence);

    private sealed record Answers(IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Batches);
}

/// <summary>A way to prune that takes part in a <see cref="Contest" />.</summary>
/// <param name="Name">For people.</param>
/// <param name="Try">Prunes with some of the batches.</param>
/// <param name="Finish">Prunes with all of them, and says how far it is.</param>
internal sealed record Candidate(string Name, Func<Workbench, Result<PruneOutcome>> Try, Func<Workbench, Result<PruneOutcome>> Finish);
