using PruneBuild.Coverage.Graphs;

namespace PruneBuild.Coverage.Tests.Graphs;

[TestClass]
public sealed class RandomModelTests
{
    // Thousands of them are a command: dotnet run --project eng -- coverage --random 5000.
    private const int Count = 60;

    [TestMethod]
    public void WhatIsCutFromRandomModelsIsWhatWasMasked()
    {
        var groups = 0;
        for (var seed = 0; seed < Count; seed++)
        {
            var proof = RandomProof.Run(seed);
            groups += proof.Groups;
            Assert.AreEqual("", string.Join("; ", proof.Defects), $"seed {seed}");
        }

        Assert.IsGreaterThan(2 * Count, groups, "Random models that have nothing to cut prove nothing.");
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameModel() =>
        Assert.AreEqual(RandomModel.Create(3).Proto, RandomModel.Create(3).Proto);
}
