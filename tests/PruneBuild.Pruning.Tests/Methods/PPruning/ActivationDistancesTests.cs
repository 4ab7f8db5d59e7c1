using PruneBuild.Pruning.Methods.PPruning;

namespace PruneBuild.Pruning.Tests.Methods.PPruning;

[TestClass]
public sealed class ActivationDistancesTests
{
    [TestMethod]
    public void MultiplesAreTheSameUnitAndOrthogonalOnesAreNot()
    {
        var distances = ActivationDistances.Of([[[1, 2, 0]], [[-2, -4, 0]], [[0, 0, 3]]]);

        Assert.AreEqual(0, distances[0, 1], 1e-12);
        Assert.AreEqual(1, distances[0, 2], 1e-12);
    }

    [TestMethod]
    public void HeadsWithTheirChannelsSwappedAreTheSameHead()
    {
        var distances = ActivationDistances.Of([[[1, 0, 0], [0, 1, 1]], [[0, 2, 2], [-3, 0, 0]], [[0, 1, -1], [1, 0, 0]]]);

        Assert.AreEqual(0, distances[0, 1], 1e-12);
        Assert.AreEqual(0.5, distances[0, 2], 1e-12);
    }

    [TestMethod]
    public void AUnitThatIsAlwaysZeroIsNearToAll() =>
        Assert.AreEqual(0, ActivationDistances.Of([[[0, 0]], [[1, 2]]])[0, 1]);
}
