namespace PruneBuild.Numerics.Kernels;

/// <summary>Runs independent tasks on a number of threads; a task may only write what no other task reads or writes.</summary>
internal static class Tasks
{
    /// <summary>Elements of a chunk: 2 MB of doubles.</summary>
    private const int ChunkElements = 1 << 18;

    /// <summary>Hands out a long array in pieces.</summary>
    /// <param name="length">Elements of the array.</param>
    /// <param name="threads">How many threads may work at once.</param>
    /// <param name="task">What to do with a piece: its first element, and how many it has.</param>
    public static void RunChunks(int length, int threads, Action<int, int> task) =>
        Run((int)(((long)length + ChunkElements - 1) / ChunkElements), threads, i =>
        {
            var first = i * ChunkElements;
            task(first, Math.Min(ChunkElements, length - first));
        });

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
