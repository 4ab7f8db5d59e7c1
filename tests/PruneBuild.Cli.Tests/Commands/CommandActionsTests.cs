using System.Text.Json.Nodes;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class CommandActionsTests
{
    private const string FromTheCache = "A later run takes models that were finished from the cache";

    [TestMethod]
    [DataRow("run --cache cache", $"No pruned model was replaced. {FromTheCache}, and goes on with a recovery from its checkpoint.")]
    [DataRow("run --cache cache --shard 0/1", $"No pruned model was replaced. {FromTheCache}.")]
    [DataRow("run --cache none", "No pruned model was replaced. Without a cache a later run begins anew, but for a recovery, "
        + "which goes on from its checkpoint.")]
    [DataRow("run --cache none --cache-url shared", "No pruned model was replaced. Without a cache a later run begins anew, but for a "
        + "recovery, which goes on from its checkpoint.", DisplayName = "a shared cache that is only read keeps nothing")]
    [DataRow("sweep --cache cache", "Trials that were finished, if any, are in sweep.json and in the cache, "
        + "and the same command goes on from there.")]
    [DataRow("sweep --cache none", "Trials that were finished, if any, are in sweep.json; "
        + "without a cache the same command begins anew.")]
    [DataRow("inspect model.onnx", "Nothing was written. Run it again for its result.")]
    [DataRow("check", "Nothing was written. Run it again for its result.")]
    public void WhatIsStoppedSaysSoAndWhereItGoesOn(string line, string kept)
    {
        using var project = new SmallProject();
        var command = line.Split(' ')[0];
        string[] arguments = [.. line.Split(' '), "--verbosity", "quiet"];

        var run = ToolRun.Cancelled(project.Path, arguments);

        Assert.AreEqual(130, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Out);
        Assert.AreEqual(
            $"PruneBuild: error PB5103: 'dotnet prune {command}' was stopped before its end. {kept}\n", run.Error);
    }

    [TestMethod]
    public void AStoppedCommandAnswersInJsonToo()
    {
        using var project = new SmallProject();
        var run = ToolRun.Cancelled(project.Path, "run", "--cache", "none", "--format", "json");
        Assert.AreEqual(130, run.ExitCode, run.Error);
        var answer = JsonNode.Parse(run.Out)!;
        Assert.AreEqual(130, (int)answer["exitCode"]!);
        Assert.AreEqual("PB5103", (string)answer["diagnostics"]!.AsArray().Single()!["code"]!);
        Assert.IsEmpty(project.Outputs());
    }
}
