using PruneBuild.Coverage.Scoring;
using PruneBuild.Testing;

namespace PruneBuild.Coverage.Tests.Scoring;

[TestClass]
public sealed class ModelScoringTests
{
    // One model of each family; the whole table takes minutes and is a command of eng.
    [TestMethod]
    [DataRow("bert__dyn")]
    [DataRow("bert__ts14")]
    [DataRow("resnet__ts17_keepbn")]
    [DataRow("mlp_mixer__dyn")]
    [DataRow("onnx-zoo/ort-qdq-multi-consumer")]
    public void TheScoreboardHasNotDrifted(string name)
    {
        SharedFolder.Require(name.Contains('/', StringComparison.Ordinal) ? ["data", $"{name}.onnx"] : ["zoo", name]);
        var model = CoverageModel.All(name).Single(model => model.Name == name);
        var line = File.ReadLines(Path.Combine(SharedFolder.Repository(), "docs", "coverage.md"))
            .Single(line => line.StartsWith($"| {name} |", StringComparison.Ordinal));

        Assert.AreEqual(line, ScoreTable.Row(ModelScoring.Score(model, everyGroup: false)), "Run: dotnet run --project eng -- coverage");
    }
}
