using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Tests.Manifest;

[TestClass]
public sealed class SettingsTextTests
{
    private const string Text = """
        version: 1
        models:
          a:
            source: a.onnx
            prune: { method: osscar, remove: { flops: 50% }, keep: [ "x.*" ] }
        """;

    [TestMethod]
    public void NamesWhatIsSetAndNothingElse() => Assert.AreEqual(
        """[PruneStep{Method="osscar",Remove=Share{Cost=Flops,Removed=0.5},Keep=["x.*"]}]""", Of(Text));

    [TestMethod]
    public void PlacesAndCommentsDoNotMatter() =>
        Assert.AreEqual(Of(Text), Of("# moved\n\n" + Text.Replace("{ flops: 50% }", "{  flops: 50%  }")));

    [TestMethod]
    [DataRow("osscar", "magnitude")]
    [DataRow("50%", "51%")]
    [DataRow("flops", "bytes")]
    [DataRow("x.*", "y.*")]
    [DataRow("keep", "only")]
    public void EveryValueMatters(string from, string to) => Assert.AreNotEqual(Of(Text), Of(Text.Replace(from, to)));

    private static string Of(string manifest)
    {
        var read = ManifestReader.Parse(manifest, "prune.yaml");
        Assert.IsTrue(read.IsOk, string.Join('\n', read.Diagnostics));
        return SettingsText.Of(read.Value.Models[0].Prune);
    }
}
