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

    [TestMethod]
    [DataRow("run")]
    [DataRow("sweep", "small", "--remove", "flops=25%")]
    public void WhatTheCacheFailedAtIsToldWhereTasksToldNothing(params string[] command)
    {
        if (OperatingSystem.IsWindows())
            throw new AssertInconclusiveException("The programs that stand in for Slurm's are shell scripts.");
        using var project = new SmallProject();
        foreach (var (program, does) in new[] { ("sbatch", "echo 7"), ("squeue", "exit 0") })
        {
            File.WriteAllText(project.PathOf(program), $"#!/bin/sh\n{does}\n");
            File.SetUnixFileMode(project.PathOf(program), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var path = $"{project.Path}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        var run = ToolProcess.With(
            project.Path, new Dictionary<string, string> { ["PATH"] = path },
            [.. command, "--executor", "slurm", "--cache", "cache", "--cache-url", "http://127.0.0.1:1/"]);
        Assert.AreEqual(3, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, "PB5302");
        Assert.HasCount(2, run.Error.Split("warning PB5101"), run.Error);
    }
}
