using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Engine.Tests.Pipeline.Running;

[TestClass]
public sealed class UnembeddableModelsTests
{
    [TestMethod]
    [DataRow("resource", true, "PB2008 3 63 Model 'm' has external data ('m.onnx.data')")]
    [DataRow("resource", false, "")]
    [DataRow("content", true, "")]
    public void AModelThatLiesInFilesIsNotEmbedded(string form, bool external, string told)
    {
        var manifest = ManifestReader.Parse($$"""
            version: 1
            models:
              m: { source: m.onnx, output: { path: models/small.onnx, as: {{form}} }, prune: { method: magnitude, remove: { flops: 50% } } }
            """, Path.GetFullPath("prune.yaml")).Value!;

        var problems = UnembeddableModels.Of(
            manifest.Models, [new InputFiles("m.onnx", external ? [Path.GetFullPath("m.onnx.data")] : [], [], [])]);

        var text = string.Join(
            '\n', problems.Select(problem => $"{problem.Code} {problem.Location!.Line} {problem.Location.Column} {problem.Message}"));
        Assert.StartsWith(told, text);
        Assert.AreEqual(told.Length == 0, text.Length == 0);
    }
}
