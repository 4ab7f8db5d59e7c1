namespace PruneBuild.Diagnostics.Tests;

[TestClass]
public sealed class NearestNameTests
{
    private static readonly string[] Keys = ["source", "data", "metric", "prune", "gates", "on-fail", "max-length"];

    [TestMethod]
    [DataRow("sorce", "source")]
    [DataRow("sourec", "source")]
    [DataRow("Gates", "gates")]
    [DataRow("onfail", "on-fail")]
    [DataRow("max_length", "max-length")]
    [DataRow("dta", "data")]
    public void AFewEditsAreNear(string name, string nearest) => Assert.AreEqual(nearest, NearestName.Of(name, Keys));

    [TestMethod]
    [DataRow("output")]
    [DataRow("")]
    [DataRow("x")]
    public void ManyEditsAreNot(string name) => Assert.IsNull(NearestName.Of(name, Keys));

    [TestMethod]
    public void AnAbsurdlyLongNameIsNearNothing() => Assert.IsNull(NearestName.Of(new string('a', 1_000_000), Keys));

    [TestMethod]
    public void TheHintIsTheEndOfAMessage()
    {
        Assert.AreEqual(" Did you mean 'prune'?", NearestName.Hint("prunes", Keys));
        Assert.AreEqual("", NearestName.Hint("elephant", Keys));
    }
}
