using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Tests.Measuring;

[TestClass]
public sealed class CompressedSizeTests
{
    [TestMethod]
    public void ZerosCostNextToNothing()
    {
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        var full = CompressedSize.Of(new MemoryStream(bytes));
        bytes.AsSpan(50_000).Clear();
        var half = CompressedSize.Of(new MemoryStream(bytes));
        Assert.IsGreaterThanOrEqualTo(100_000L, full);
        Assert.IsLessThan(52_000L, half);
        Assert.IsGreaterThan(50_000L, half);
    }

    [TestMethod]
    public void NegativeZerosWouldNotBeFree()
    {
        var random = new Random(1);
        float[] weights = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble() < 0.5 ? 0f : random.NextSingle() - 0.5f)];
        var signed = weights.Select(weight => weight == 0 && random.Next(2) == 0 ? -0f : weight);
        Assert.IsLessThan(Bytes(signed), Bytes(weights));
    }

    private static long Bytes(IEnumerable<float> values) =>
        CompressedSize.Of(new MemoryStream([.. values.SelectMany(BitConverter.GetBytes)]));
}
