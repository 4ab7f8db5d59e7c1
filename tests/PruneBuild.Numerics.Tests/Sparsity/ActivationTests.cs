using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class ActivationTests
{
    private static readonly double[] Grid = [.. Enumerable.Range(-60, 121).Select(i => (i / 10.0) + 0.013)];

    public static IEnumerable<string> Names => Activation.All.Select(function => function.Name);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SlopesAreThoseOfTheValues(string name)
    {
        var function = Named(name);
        foreach (var x in Grid)
        {
            var difference = (function.Value(x + 1e-3) - function.Value(x - 1e-3)) / 2e-3;
            Assert.AreEqual(difference, function.Slope(x), 1e-4, $"{x}");
        }
    }

    [TestMethod]
    [DataRow("ReLU", -1.5, 0.0)]
    [DataRow("GELU", 1.0, 0.8413447461)]
    [DataRow("GELU", -2.0, -0.0455002639)]
    [DataRow("GELU by tanh", 1.0, 0.8411919906)]
    [DataRow("quick GELU", 1.0, 0.8457957660)]
    [DataRow("SiLU", 1.0, 0.7310585786)]
    [DataRow("tanh", 0.5, 0.4621171573)]
    [DataRow("sigmoid", 0.0, 0.5)]
    public void ValuesAreThoseOfTheDefinition(string name, double x, double expected) =>
        Assert.AreEqual(expected, Named(name).Value(x), 2e-7);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheNearestArgumentIsThatOfAGridSearch(string name)
    {
        var (function, random) = (Named(name), new Random(3));
        var missed = 0;
        for (var trial = 0; trial < 300; trial++)
        {
            var (mean, product, factor) =
                (random.NextDouble() * 6 - 3, random.NextDouble() * 6 - 2, trial % 3 == 0 ? 1 : random.NextDouble() * 4 - 2);
            double Cost(double z) => Math.Pow(z - mean, 2) + Math.Pow(product - (factor * function.Value(z)), 2);
            var found = Cost(function.Nearest(mean, product, factor));
            var grid = Enumerable.Range(-8000, 16001).Min(i => Cost(i / 1000.0));
            Assert.IsLessThanOrEqualTo(Cost(mean), found);
            missed += found > grid + 1e-3 ? 1 : 0;
        }

        // Of two valleys far apart the deeper one may be missed, but hardly ever.
        Assert.IsLessThanOrEqualTo(name == "ReLU" ? 0 : 6, missed);
    }

    private static Activation Named(string name) => Activation.All.Single(function => function.Name == name);
}
