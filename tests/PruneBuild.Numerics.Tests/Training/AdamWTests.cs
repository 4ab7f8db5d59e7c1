using PruneBuild.Numerics.Training;

namespace PruneBuild.Numerics.Tests.Training;

[TestClass]
public sealed class AdamWTests
{
    [TestMethod]
    public void ItFollowsItsFormula()
    {
        var options = new AdamWOptions(0.8, 0.9, 1e-3, 0.05);
        var adam = new AdamW(37, options);
        var weights = Enumerable.Range(0, 37).Select(i => (float)Math.Sin(i)).ToArray();
        var expected = Array.ConvertAll(weights, value => (double)value);
        var (first, second) = (new double[37], new double[37]);
        for (var step = 1; step <= 5; step++)
        {
            var gradient = Enumerable.Range(0, 37).Select(i => (float)Math.Cos(i * step)).ToArray();
            adam.Step(weights, gradient, 0.1);
            for (var i = 0; i < 37; i++)
            {
                first[i] = (0.8 * first[i]) + (0.2 * gradient[i]);
                second[i] = (0.9 * second[i]) + (0.1 * gradient[i] * gradient[i]);
                var (m, v) = (first[i] / (1 - Math.Pow(0.8, step)), second[i] / (1 - Math.Pow(0.9, step)));
                expected[i] -= 0.1 * ((m / (Math.Sqrt(v) + 1e-3)) + (0.05 * expected[i]));
            }
        }

        for (var i = 0; i < 37; i++)
            Assert.AreEqual(expected[i], weights[i], 1e-5, $"element {i}");
    }

    [TestMethod]
    public void VectorsAndTheRestGiveTheSameBits()
    {
        var (long1, one) = (new AdamW(33), new AdamW(1));
        var many = Enumerable.Repeat(0.5f, 33).ToArray();
        float[] single = [0.5f];
        for (var step = 0; step < 3; step++)
        {
            long1.Step(many, [.. Enumerable.Repeat(0.3f, 33)], 0.01);
            one.Step(single, [0.3f], 0.01);
        }

        Assert.IsTrue(many.All(value => value == single[0]));
    }
}
