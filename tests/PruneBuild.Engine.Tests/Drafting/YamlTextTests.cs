using PruneBuild.Engine.Drafting;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class YamlTextTests
{
    [TestMethod]
    [DataRow("data/train.tsv", "data/train.tsv")]
    [DataRow("../my data/train v2.tsv", "../my data/train v2.tsv")]
    [DataRow("Zürich.onnx", "Zürich.onnx")]
    [DataRow("pixel*", "pixel*")]
    [DataRow("*", "\"*\"")]
    [DataRow("#1 String", "\"#1 String\"")]
    [DataRow("a: b", "\"a: b\"")]
    [DataRow("a, b", "\"a, b\"")]
    [DataRow("it's", "\"it's\"")]
    [DataRow("say \"no\"", "\"say \\\"no\\\"\"")]
    [DataRow("no", "\"no\"")]
    [DataRow("1e3", "\"1e3\"")]
    [DataRow("", "\"\"")]
    [DataRow("C:/models/a.onnx", "\"C:/models/a.onnx\"")]
    public void IsQuotedWhereYamlWouldReadSomethingElse(string text, string expected) => Assert.AreEqual(expected, YamlText.Of(text));
}
