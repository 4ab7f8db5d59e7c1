using System.Globalization;

namespace PruneBuild.Cli.Slurm;

/// <summary>The script that every task of a job array runs.</summary>
internal static class SlurmScript
{
    /// <summary>The text.</summary>
    /// <param name="folder">Working folder; the same path on every node.</param>
    /// <param name="command">Program and arguments, to which the shard is added.</param>
    /// <param name="shards">How many parts the work has; the task's number in the array says which of them is its own.</param>
    public static string Text(string folder, IEnumerable<string> command, int shards) => string.Create(CultureInfo.InvariantCulture, $$"""
        #!/bin/bash
        # Written by 'dotnet prune --executor slurm'. A task does its part of the work and tells what came of it through the cache.
        # The process that submits may watch a parent; here that number is somebody else.
        unset PRUNEBUILD_PARENT
        # A task that was requeued can find an empty list, which hides all GPUs; those that the job has stand beside it.
        if [ -n "${SLURM_JOB_GPUS:-}" ] && [ -z "${CUDA_VISIBLE_DEVICES:-}" ]; then export CUDA_VISIBLE_DEVICES="$SLURM_JOB_GPUS"; fi
        cd {{Quoted(folder)}} || exit
        exec {{string.Join(' ', command.Select(Quoted))}} --shard "$SLURM_ARRAY_TASK_ID/{{shards}}"

        """).ReplaceLineEndings("\n");

    /// <summary>One word of a POSIX shell, whatever is in it.</summary>
    internal static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
