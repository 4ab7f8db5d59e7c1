using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Tests.Reporting;

[TestClass]
public sealed class TextStyleTests
{
    [TestMethod]
    public void PlainTextIsLeftAlone() => Assert.AreEqual("a", TextStyle.Of(colour: false).Strong("a"));

    [TestMethod]
    public void ColouredTextEndsWhatItBegins() => Assert.AreEqual("\u001b[33ma\u001b[0m", TextStyle.Of(colour: true).Poor("a"));

    [TestMethod]
    public void NothingNeedsNoEscapes() => Assert.AreEqual("", TextStyle.Of(colour: true).Good(""));
}
