namespace PruneBuild.Cli.Tests.Commands;

/// <summary>Runs of many models in shards, on a real Slurm where there is one.</summary>
public sealed partial class RunCommandTests
{
    private static readonly string TwoModels = SmallProject.Manifest
        + SmallProject.Manifest[SmallProject.Manifest.IndexOf("  small:", StringComparison.Ordinal)..]
            .Replace("  small:", "  other:").Replace("50%", "25%").Replace("    gates:", "    output: { path: other.onnx }\n    gates:");

    [TestMethod]
    public void AShardShipsNothingAndTheRunFindsWhatItMade()
    {
        using var project = new SmallProject(TwoModels);
        var shard = ToolRun.In(project.Path, "run", "--cache", "cache", "--shard", "1/2");
        Assert.AreEqual(0, shard.ExitCode, shard.Error);
        Assert.AreEqual("In the cache: other\n", shard.Out);
        Assert.IsEmpty(project.Outputs());
        Assert.IsFalse(File.Exists(project.LockFile));
        var run = ToolRun.In(project.Path, "run", "other", "--cache", "cache");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.IsFalse(run.Error.Contains("measuring", StringComparison.Ordinal), run.Error);
    }

    [TestMethod]
    public void SlurmPrunesEveryModelInATaskOfItsOwn()
    {
        using var cluster = SlurmCluster.Start();
        using var project = new SmallProject(TwoModels);
        var run = ToolProcess.With(project.Path, cluster.Environs, "run", "--cache", "cache", "--executor", "slurm");
        Assert.AreEqual(0, run.ExitCode, $"{run.Error}{cluster.ControllerLog}");
        StringAssert.Contains(run.Error, "shards 0,1 of 2");
        Assert.IsFalse(run.Error.Contains("measuring", StringComparison.Ordinal), "nothing is measured here");
        Assert.HasCount(2, Directory.GetFiles(project.PathOf("obj", "prune", "slurm"), "*.log"));
        StringAssert.Contains(File.ReadAllText(project.LockFile), "\"other\"");

        // A run in one process finds everything as it is.
        var before = project.Snapshot();
        var again = ToolRun.In(project.Path, "run", "--cache", "cache");
        Assert.AreEqual(0, again.ExitCode, again.Error);
        Assert.AreEqual(before, project.Snapshot());
    }

    [TestMethod]
    public void WhatFailsInATaskIsToldAtItsPlaceAndNothingShips()
    {
        using var cluster = SlurmCluster.Start();
        using var project = new SmallProject(TwoModels.Replace(
            "method: osscar, remove: { flops: 25%", "method: batchnorm-scale, remove: { flops: 25%", StringComparison.Ordinal));
        var run = ToolProcess.With(project.Path, cluster.Environs, "run", "--cache", "cache", "--executor", "slurm");
        Assert.AreEqual(3, run.ExitCode, run.Out);
        StringAssert.Matches(run.Error, new(@"prune\.yaml\(\d+,\d+\): error PB2050"));
        Assert.IsFalse(File.Exists(project.LockFile));
    }
}
