namespace PruneBuild.Inference.Streaming;

/// <summary>Work on several items at once, with results in the order of the items.</summary>
internal static class OrderedParallel
{
    /// <summary>The results in order, computed by so many workers, at most twice as many items ahead of the reader. Results that
    /// nobody read, because the reader stopped early, are disposed.</summary>
    /// <param name="items">Read on the caller's thread, as late as possible.</param>
    /// <param name="workers">How many items are worked on at once, ≥ 1.</param>
    /// <param name="work">Called from several threads.</param>
    /// <param name="cancellation">Ends the sequence with <see cref="OperationCanceledException" />.</param>
    public static IEnumerable<TResult> Map<T, TResult>(
        IEnumerable<T> items, int workers, Func<T, TResult> work, CancellationToken cancellation)
    {
        if (workers == 1)
            return items.Select(item => Guarded(item, work, cancellation));
        return MapAhead(items, workers, work, cancellation);
    }

    private static TResult Guarded<T, TResult>(T item, Func<T, TResult> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return work(item);
    }

    private static IEnumerable<TResult> MapAhead<T, TResult>(
        IEnumerable<T> items, int workers, Func<T, TResult> work, CancellationToken cancellation)
    {
        using var free = new SemaphoreSlim(workers);
        var ahead = new Queue<Task<TResult>>();
        try
        {
            foreach (var item in items)
            {
                ahead.Enqueue(Task.Run(() => WhenFree(free, item, work, cancellation), cancellation));
                if (ahead.Count == 2 * workers)
                    yield return ahead.Dequeue().GetAwaiter().GetResult();
            }

            while (ahead.Count > 0)
                yield return ahead.Dequeue().GetAwaiter().GetResult();
        }
        finally
        {
            // A reader that stops early must not leave workers behind in a session that it is about to dispose.
            Task.WhenAll(ahead).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
            foreach (var unread in ahead.Where(task => task.IsCompletedSuccessfully))
                (unread.Result as IDisposable)?.Dispose();
        }
    }

    private static async Task<TResult> WhenFree<T, TResult>(
        SemaphoreSlim free, T item, Func<T, TResult> work, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return Guarded(item, work, cancellation);
        }
        finally
        {
            free.Release();
        }
    }
}
