using PruneBuild.Numerics.Kernels;

namespace PruneBuild.Numerics.Tests.Kernels;

[TestClass]
public sealed class VectorsTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(8)]
    [DataRow(37)]
    public void DotAndAddScaledCoverEveryElement(int length)
    {
        var a = Enumerable.Range(1, length).Select(i => (double)i).ToArray();
        var b = a.Select(x => 2 * x).ToArray();
        Assert.AreEqual(a.Sum(x => 2 * x * x), Vectors.Dot(a, b));
        Vectors.AddScaled(b, 3.0, a);
        CollectionAssert.AreEqual(a.Select(x => 5 * x).ToArray(), b);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(16)]
    [DataRow(37)]
    public void SourcesSubtractedTogetherGiveTheBitsOfOneAfterTheOther(int length)
    {
        var values = RandomMatrices.Normal(6, length, seed: 3);
        double[] factors = [0.3, -1.7, 0, 2.5, 1e-9];
        var (together, alone) = (values.Row(0).ToArray(), values.Row(0).ToArray());
        Vectors.SubtractScaled(together, factors, values.Values[length..]);
        for (var k = 0; k < factors.Length; k++)
            Vectors.AddScaled(alone, -factors[k], values.Row(k + 1));
        CollectionAssert.AreEqual(alone, together);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(16)]
    [DataRow(37)]
    public void OneValueThatIsNotFiniteIsFoundAnywhere(int length)
    {
        var values = new double[length];
        Array.Fill(values, double.MaxValue);
        Assert.IsTrue(Vectors.AreFinite(values));
        for (var i = 0; i < length; i++)
        {
            foreach (var bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
            {
                values[i] = bad;
                Assert.IsFalse(Vectors.AreFinite(values), $"{bad} at {i}");
            }

            values[i] = -1;
        }
    }

    [TestMethod]
    public void ReversedCopyHoldsEveryElement()
    {
        for (var length = 0; length < 40; length++)
        {
            double[] values = [.. Enumerable.Range(1, length)];
            var reversed = new double[length];

            Vectors.CopyReversed(values, reversed);

            CollectionAssert.AreEqual(values.Reverse().ToArray(), reversed);
        }
    }
}
