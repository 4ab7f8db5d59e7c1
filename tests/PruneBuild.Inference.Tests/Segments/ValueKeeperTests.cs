using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Tests.Segments;

[TestClass]
public sealed class ValueKeeperTests
{
    [TestMethod]
    public void ValuesUpToTheLimitAreTheTensorsThemselves()
    {
        var (keeper, values) = (new ValueKeeper(limit: 24), Values(1));

        Assert.AreSame(values, keeper.Keep(values));
        Assert.AreNotSame(values, keeper.Keep(values));
    }

    [TestMethod]
    public void ValuesBeyondItAreReadAsTheyWereWritten()
    {
        var keeper = new ValueKeeper(limit: 0);
        IReadOnlyDictionary<string, Tensor>[] kept = [keeper.Keep(Values(1)), keeper.Keep(Values(2))];

        foreach (var (values, scale) in kept.Zip([1, 2]))
        {
            CollectionAssert.AreEqual(new[] { "floats", "numbers", "nothing" }, values.Keys.ToArray());
            CollectionAssert.AreEqual(new float[] { scale, -scale }, values["floats"].ToFloats());
            CollectionAssert.AreEqual(new long[] { scale, 7 }, values["numbers"].ToInt64s());
            CollectionAssert.AreEqual(new long[] { 2, 1 }, values["numbers"].Shape.ToArray());
            Assert.AreEqual(0, values["nothing"].Count);
            Assert.IsFalse(values.TryGetValue("other", out _));
            Assert.AreEqual(3, values.Count);
        }
    }

    [TestMethod]
    [DataRow(1000)]
    [DataRow(0)]
    public void WhatIsAnothersMayChangeOnceItIsKept(int limit)
    {
        byte[] lent = [1, 2, 3];
        var kept = new ValueKeeper(limit).KeepCopies(new Dictionary<string, Tensor> { ["bytes"] = new(ElementType.UInt8, [3], lent) });
        lent[1] = 9;

        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, kept["bytes"].Bytes.ToArray());
    }

    [TestMethod]
    public void TheFileHasNoNameThatAKilledProcessCouldLeave()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows removes the file when the process ends.");
        var before = Left();

        var kept = new ValueKeeper(limit: 0).Keep(Values(1));

        // Others make such files too, and they have names for a moment.
        Assert.IsTrue(SpinWait.SpinUntil(() => Left().IsSubsetOf(before), TimeSpan.FromSeconds(10)));
        Assert.AreEqual(1f, kept["floats"].ToFloats()[0]);

        static HashSet<string> Left() => [.. Directory.GetFiles(Path.GetTempPath(), "prunebuild-*")];
    }

    private static Dictionary<string, Tensor> Values(int scale) => new()
    {
        ["floats"] = Tensor.Of([(float)scale, -scale], 2),
        ["numbers"] = Tensor.Of([scale, 7L], 2, 1),
        ["nothing"] = Tensor.Of(Array.Empty<float>(), 0),
    };
}
