using PruneBuild.Engine.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class BatchOrderTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(10)]
    public void EveryBatchComesOnceInEachRound(int count)
    {
        var order = new BatchOrder(count, Math.Min(4, count), seed: 7);
        var rounds = Enumerable.Range(0, 4 * count).SelectMany(order.At).Chunk(count).ToArray();

        foreach (var round in rounds)
            CollectionAssert.AreEquivalent(Enumerable.Range(0, count).ToArray(), round);
        if (count == 10)
            CollectionAssert.AreNotEqual(rounds[0], rounds[1]);
    }

    [TestMethod]
    public void AStepHasTheSameBatchesWhicheverWasAskedForBefore()
    {
        var (forward, resumed) = (new BatchOrder(9, 4, seed: 1), new BatchOrder(9, 4, seed: 1));
        var steps = Enumerable.Range(0, 30).Select(forward.At).ToArray();

        CollectionAssert.AreEqual(steps[20], resumed.At(20));
        CollectionAssert.AreEqual(steps[0], resumed.At(0));
        CollectionAssert.AreEqual(steps[29], resumed.At(29));
    }

    [TestMethod]
    public void TheOrdersAreThoseOfSuccessiveShufflesOfTheSeed()
    {
        var (random, expected) = (new Random(5), new List<int>());
        for (var round = 0; round < 4; round++)
        {
            var shuffled = Enumerable.Range(0, 6).ToArray();
            random.Shuffle(shuffled);
            expected.AddRange(shuffled);
        }

        var order = new BatchOrder(6, 4, seed: 5);

        CollectionAssert.AreEqual(expected, Enumerable.Range(0, 6).SelectMany(order.At).ToArray());
        CollectionAssert.AreEqual(
            new[] { 0, 0, 1, 2, 2, 3 }, Enumerable.Range(0, 6).Select(order.Epoch).ToArray());
    }
}
