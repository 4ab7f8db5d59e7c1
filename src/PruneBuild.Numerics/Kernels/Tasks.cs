namespace PruneBuild.Numerics.Kernels;

/// <summary>Runs independent tasks on a number of threads; a task may only write what no other task reads or writes.</summary>
internal static class Tasks
{
    public static void Run(int count, int threads, Action<int> task)
    {
        if (threads > 1 && count > 1)
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, task);
        else
            for (var i = 0; i < count; i++)
                task(i);
    }
}
