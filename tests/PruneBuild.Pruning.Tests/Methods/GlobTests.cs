using PruneBuild.Pruning.Methods;

namespace PruneBuild.Pruning.Tests.Methods;

[TestClass]
public sealed class GlobTests
{
    [TestMethod]
    [DataRow("encoder.layer.*", "encoder.layer.0.attention", true)]
    [DataRow("encoder.layer.*", "bert.encoder.layer.0.attention", true)]
    [DataRow("encoder.layer.*", "bertencoder.layer.0.attention", false)]
    [DataRow("encoder.layer.?.attention", "encoder.layer.10.attention", false)]
    [DataRow("attention", "encoder.layer.1.attention", true)]
    [DataRow("layer1", "layer1.0.conv1", false)]
    [DataRow("layer1[0]", "layer1[0]", true)]
    [DataRow("layer1", "layer1\n", false)]
    public void AGlobMatchesAWholeIdOrWhatFollowsADot(string glob, string id, bool expected) =>
        Assert.AreEqual(expected, Glob.MatchesId(glob, id));

    [TestMethod]
    [DataRow("pixel*", "pixel12", true)]
    [DataRow("pixel*", "pixel", true)]
    [DataRow("pixel*", "x.pixel1", false)]
    [DataRow("pixel?", "pixel", false)]
    [DataRow("*", "", true)]
    [DataRow("", "", true)]
    [DataRow("", "a", false)]
    [DataRow("*ab*b", "aababb", true)]
    [DataRow("*ab*c", "aababb", false)]
    [DataRow("a.b", "acb", false)]
    public void AGlobMatchesAWholeName(string glob, string name, bool expected) =>
        Assert.AreEqual(expected, Glob.MatchesName(glob, name));

    [TestMethod]
    public void ManyStarsAreNoTrap() =>
        Assert.IsFalse(Glob.MatchesName(string.Concat(Enumerable.Repeat("*a", 40)) + "b", new string('a', 1000)));
}
