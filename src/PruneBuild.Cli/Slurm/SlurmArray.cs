using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pipeline.Sharding;
using PruneBuild.Engine.Pruning;

namespace PruneBuild.Cli.Slurm;

/// <summary>Lets a job array of Slurm do work in shards, and waits for what they tell.</summary>
/// <remarks>Slurm itself requeues what a node loses that dies. What is missing when no task is left (a process that was killed, a full
/// disk) is submitted once more. The cache alone decides what is done: the end of a task says nothing.</remarks>
/// <param name="request">What to submit.</param>
/// <param name="work">The work.</param>
/// <param name="progress">Told how far it is.</param>
/// <param name="cancellation">Ends the wait and takes the job back.</param>
internal sealed class SlurmArray(SlurmRequest request, IShardedWork work, IProgress<Stage>? progress, CancellationToken cancellation)
{
    private const int Submissions = 2;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly int shards = Math.Min(request.Shards ?? work.Pieces.Count, work.Pieces.Count);

    /// <summary>Does what no cache tells yet.</summary>
    /// <returns>True, with PB5302 when pieces are missing in the end; or PB5301 when nothing can be submitted.</returns>
    public Result<bool> Run()
    {
        var (told, job) = (work.Look(), "");
        for (var submission = 0; submission < Submissions && told.Contains(false); submission++)
        {
            var submitted = Submit(told);
            if (!submitted.IsOk)
                return submitted.As<bool>();
            job = submitted.Value;
            told = Wait(job);
        }

        var missing = work.Pieces.Where((_, i) => !told[i]).ToArray();
        return missing.Length == 0
            ? Result<bool>.Ok(true)
            : Result<bool>.Ok(true, DiagnosticCatalog.ShardsMissing.At(
                null, missing.Length, told.Count, job, string.Join(", ", missing), request.Log(job)));
    }

    /// <summary>The shards that have a piece nobody told of, as sbatch reads it: <c>0,2,5</c>.</summary>
    internal static string Open(IReadOnlyList<bool> told, int shards) => string.Join(',', Enumerable.Range(0, shards)
        .Where(shard => told.ToArray()[new ShardPart(shard, shards).Of(told.Count)].Contains(false))
        .Select(shard => shard.ToString(CultureInfo.InvariantCulture)));

    private Result<string> Submit(IReadOnlyList<bool> told)
    {
        var script = request.WriteScript(shards);
        var submitted = SlurmClient.Submit([.. request.Options, $"--array={Open(told, shards)}", .. request.SbatchOptions], script);
        if (submitted.IsOk)
        {
            progress?.Report(new Stage($"Slurm job {submitted.Value}: shards {Open(told, shards)} of {shards}"));
            return submitted;
        }

        // Ctrl+C reaches sbatch too: the controller may have the job, and nobody its number.
        SlurmClient.CancelNamed(request.JobName);
        cancellation.ThrowIfCancellationRequested();
        return submitted;
    }

    private IReadOnlyList<bool> Wait(string job)
    {
        var pause = ShortestPause;
        // A disk that nodes share may show a file a moment after the task that wrote it has gone: the end is looked at twice.
        for (var ended = 0; ;)
        {
            ended = SlurmClient.Queued(job) == 0 ? ended + 1 : 0;
            var told = work.Look();
            progress?.Report(new Stage($"Slurm job {job}: {told.Count(done => done)} of {told.Count} done"));
            if (ended > 1 || !told.Contains(false))
                return told;
            if (cancellation.WaitHandle.WaitOne(pause))
            {
                SlurmClient.Cancel(job);
                cancellation.ThrowIfCancellationRequested();
            }

            pause = pause * 1.2 < LongestPause ? pause * 1.2 : LongestPause;
        }
    }
}
