using PruneBuild.Inference.Streaming;

namespace PruneBuild.Inference.Tests.Streaming;

[TestClass]
public sealed class OrderedParallelTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    public void ResultsComeInTheOrderOfTheItems(int workers)
    {
        var results = OrderedParallel.Map(Enumerable.Range(0, 40), workers, SlowWhenEven, CancellationToken.None).ToArray();

        CollectionAssert.AreEqual(Enumerable.Range(0, 40).Select(i => 10 * i).ToArray(), results);

        static int SlowWhenEven(int item)
        {
            if (item % 2 == 0)
                Thread.Sleep(2);
            return 10 * item;
        }
    }

    [TestMethod]
    public void ItemsAreReadOnlyALittleAheadOfTheReader()
    {
        var read = 0;
        var results = OrderedParallel.Map(Items(), 3, item => item, CancellationToken.None);

        _ = results.First();

        Assert.IsLessThanOrEqualTo(6, read);

        IEnumerable<int> Items()
        {
            for (read = 1; ; read++)
                yield return read;
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void AFailureReachesTheReaderAsItself(int workers)
    {
        var results = OrderedParallel.Map(
            Enumerable.Range(0, 10), workers, item => item == 3 ? throw new FormatException("three") : item, CancellationToken.None);

        Assert.AreEqual("three", Assert.ThrowsExactly<FormatException>(() => results.Count()).Message);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void CancellationEndsTheSequence(int workers)
    {
        using var cancellation = new CancellationTokenSource();
        var results = OrderedParallel.Map(Enumerable.Range(0, 100), workers, Cancelling, cancellation.Token);

        Assert.Throws<OperationCanceledException>(() => results.Count());

        int Cancelling(int item)
        {
            if (item == 5)
                cancellation.Cancel();
            return item;
        }
    }

    [TestMethod]
    public void ResultsThatNobodyReadAreDisposed()
    {
        var made = new System.Collections.Concurrent.ConcurrentBag<Flag>();
        foreach (var read in OrderedParallel.Map(Enumerable.Range(0, 10), 2, _ => Make(), CancellationToken.None))
        {
            read.Dispose();
            break;
        }

        Assert.IsTrue(made.All(flag => flag.IsDisposed));

        Flag Make()
        {
            var flag = new Flag();
            made.Add(flag);
            return flag;
        }
    }

    private sealed class Flag : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
