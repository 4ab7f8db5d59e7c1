namespace PruneBuild.Numerics.Kernels;

/// <summary>Runs independent tasks on a number of threads; a task may only write what no other task reads or writes.</summary>
internal static class Tasks
{
    /// <remarks>Tasks are handed out one at a time: a loop that hands out several at once leaves threads waiting for the last of them,
    /// a tenth of the time where a layer is factorised.</remarks>
    public static void Run(int count, int threads, Action<int> task)
    {
        var workers = Math.Min(threads, count);
        if (workers <= 1)
        {
            for (var i = 0; i < count; i++)
                task(i);
            return;
        }

        var last = -1;
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
        {
            for (int i; (i = Interlocked.Increment(ref last)) < count;)
                task(i);
        });
    }
}
