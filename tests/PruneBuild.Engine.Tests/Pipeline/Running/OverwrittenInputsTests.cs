using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Engine.Tests.Pipeline.Running;

[TestClass]
public sealed class OverwrittenInputsTests
{
    [TestMethod]
    [DataRow("models/sentiment/model.onnx", "a.csv", "models/sentiment/model.onnx", DisplayName = "the source")]
    [DataRow("model.onnx", "models/sentiment/report.json", "models/sentiment/report.json", DisplayName = "data at a report's place")]
    [DataRow("model.onnx", "models/sentiment/record.json", "models/sentiment/record.json", DisplayName = "data at the record's place")]
    [DataRow(
        "model.onnx", "models/sentiment/model.onnx.0123abcd.data", "models/sentiment/model.onnx.0123abcd.data",
        DisplayName = "data at external data's place")]
    public void AFileOfTheUserAtAnArtifactsPlaceIsTold(string source, string data, string taken)
    {
        using var folder = new TemporaryFolder();
        var told = Told(folder, source, data, folder.File("models"));
        StringAssert.Contains(told, $"PB1018 4 3 The run would write model 'sentiment' and its reports over '{folder.File(taken)}'");
    }

    [TestMethod]
    [DataRow("models/sentiment/original.onnx", "models/sentiment/data.csv")]
    [DataRow("models/model.onnx", "models/other/model.onnx")]
    public void FilesBesideAnArtifactAreLeftAlone(string source, string data)
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual("", Told(folder, source, data, folder.File("models"), "model.onnx"));
    }

    [TestMethod]
    public void ASourceOfAnotherModelIsTold()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(
            Told(folder, "model.onnx", "a.csv", folder.File("models"), other: "models/sentiment/model.onnx"), "PB1018 4 3 ");
    }

    [TestMethod]
    public void TheManifestIsTold()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(
            Told(folder, "model.onnx", "a.csv", folder.Path, "prune.yaml", name: Path.GetFileName(folder.Path)), "PB1018 ");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void LinksAreFollowed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("models/sentiment/model.onnx", "");
        Directory.CreateSymbolicLink(folder.File("out"), folder.File("models"));
        StringAssert.Contains(Told(folder, "models/sentiment/model.onnx", "a.csv", folder.File("out")), "PB1018 4 3 ");
    }

    [TestMethod]
    public void OriginalsOverwriteNothing()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual("", Told(folder, "models/sentiment/model.onnx", "a.csv", folder.File("models"), originals: true));
    }

    private static string Told(
        TemporaryFolder folder, string source, string data, string output, string artifact = "model.onnx", string name = "sentiment",
        string other = "other.onnx", bool originals = false)
    {
        var parent = name == "sentiment" ? output : Path.GetDirectoryName(output)!;
        var manifest = ManifestReader.Parse($$"""
            version: 1
            models:
              other: { source: {{other}}, output: other.onnx, prune: { method: magnitude, remove: { flops: 50% } } }
              {{name}}: { source: {{source}}, output: {{artifact}}, data: { validation: {{data}} }, prune: { method: magnitude, remove: { flops: 50% } } }
            """, folder.File("prune.yaml")).Value!;
        return string.Join('\n', OverwrittenInputs.Of(new RunRequest(manifest, manifest.Models, parent, Originals: originals))
            .Select(told => $"{told.Code} {told.Location!.Line} {told.Location.Column} {told.Message}"));
    }
}
