using PruneBuild.Engine.Data.Generating;

namespace PruneBuild.Engine.Tests.Data.Generating;

[TestClass]
public sealed class TokenSamplerTests
{
    [TestMethod]
    public void TheFirstOfTheHighestScoresIsLikeliest() => Assert.AreEqual(1, TokenSampler.Likeliest([-3, 2, 2, 1]));

    [TestMethod]
    [DataRow(0.0, 1)]
    [DataRow(0.2499, 1)]
    [DataRow(0.2501, 2)]
    [DataRow(0.9999999, 2)]
    public void ATokenIsDrawnByItsShare(double share, int token)
    {
        Assert.AreEqual(token, TokenSampler.At([0, 0.25f, 0.75f, 0], areShares: true, share));
        Assert.AreEqual(token, TokenSampler.At([float.NegativeInfinity, 0, MathF.Log(3), float.NegativeInfinity], areShares: false, share));
    }

    [TestMethod]
    public void LogitsBeyondTheRangeOfExponentialsAreTaken() => Assert.AreEqual(1, TokenSampler.At([-2000, 2000], areShares: false, 0.5));

    [TestMethod]
    public void WhatIsNoDistributionGivesNoToken()
    {
        Assert.IsNull(TokenSampler.Likeliest([1, float.NaN]));
        Assert.IsNull(TokenSampler.At([1, float.NaN], areShares: false, 0.5));
        Assert.IsNull(TokenSampler.At([float.PositiveInfinity, 1], areShares: false, 0.5));
        Assert.IsNull(TokenSampler.At([0, 0], areShares: true, 0.5));
    }
}
