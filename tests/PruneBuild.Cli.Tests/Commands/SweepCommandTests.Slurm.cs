using System.Text.Json.Nodes;

namespace PruneBuild.Cli.Tests.Commands;

/// <summary>Sweeps in shards, on a real Slurm where there is one.</summary>
public sealed partial class SweepCommandTests
{
    // Of these methods the second has nothing to go by in this model: its trials fail, and their reason must come back.
    private static readonly string[] Sweep =
        ["sweep", "small", "--remove", "flops=25%..75%", "--step", "25%", "--method", "osscar,batchnorm-scale", "--cache", "cache"];

    [TestMethod]
    public void ShardsLeaveInTheCacheWhatTheSweepFindsThere()
    {
        using var project = new SmallProject();
        foreach (var shard in new[] { "1/2", "0/2" })
        {
            var run = ToolRun.In(project.Path, [.. Sweep, "--shard", shard]);
            Assert.AreEqual(0, run.ExitCode, run.Error);
            Assert.IsFalse(File.Exists(project.PathOf("obj", "prune", "small", "sweep.json")), "a part is not the sweep");
        }

        Assert.AreEqual(0, ToolRun.In(project.Path, Sweep).ExitCode);
        Assert.HasCount(6, Trials(project));
    }

    [TestMethod]
    [DataRow("PB1900: '2/2' is no shard", "--shard", "2/2")]
    [DataRow("PB1900: '--shards' takes a whole number from 1 to 1000, not '0'", "--executor", "slurm", "--shards", "0")]
    [DataRow("PB1900: --shard is for the tasks of an array", "--executor", "slurm", "--shard", "0/2")]
    [DataRow("PB1900: Shards tell what they made through a cache", "--executor", "slurm", "--cache", "none")]
    public void WhatDividesNothingIsAUsageError(string message, params string[] options)
    {
        using var project = new SmallProject();
        var run = ToolRun.In(project.Path, ["sweep", "small", .. options]);
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.Contains(run.Error, message);
    }

    [TestMethod]
    public void WithoutSlurmThatIsSaid()
    {
        using var project = new SmallProject();
        var run = ToolProcess.With(
            project.Path, new Dictionary<string, string> { ["PATH"] = "/nowhere" },
            [.. Sweep, "--executor", "slurm", "--output-dir", "made"]);
        Assert.AreEqual(3, run.ExitCode, run.Out);
        StringAssert.Contains(run.Error, "PB5301: 'sbatch' failed");
        Assert.HasCount(1, Directory.GetFiles(project.PathOf("made", "slurm"), "*.sh"), "the script is where the rest of the output goes");
        Assert.IsFalse(Directory.Exists(project.PathOf("obj")));
    }

    [TestMethod]
    public async Task ANodeThatDiesInMidArrayCostsNoTrial()
    {
        using var cluster = SlurmCluster.Start();
        using var project = new SmallProject();
        cluster.Hold();
        var sweep = Task.Run(() => ToolProcess.With(project.Path, cluster.Environs, [.. Sweep, "--executor", "slurm"]));
        cluster.WaitForTasks();
        cluster.KillNode("n2");
        cluster.Release();
        var run = await sweep;
        Assert.AreEqual(0, run.ExitCode, $"{run.Error}{cluster.ControllerLog}");
        StringAssert.Contains(cluster.ControllerLog, "due to failure of node n2");
        var trials = Trials(project);
        Assert.HasCount(6, trials);
        CollectionAssert.AreEqual(new[] { 0.25, 0.5, 0.75 }, trials.Take(3).Select(trial => (double)trial!["removed"]!).ToArray());
        Assert.IsTrue(trials.Skip(3).All(trial => trial!["problem"] is not null), "the reason of a failure comes back");
        Assert.IsFalse(File.Exists(project.LockFile), "a sweep ships nothing");

        // What the shards left is what a sweep in one process finds, to the last digit.
        var text = File.ReadAllText(project.PathOf("obj", "prune", "small", "sweep.json"));
        ToolRun.In(project.Path, Sweep);
        Assert.AreEqual(text, File.ReadAllText(project.PathOf("obj", "prune", "small", "sweep.json")));
    }

    [TestMethod]
    public async Task AShardThatIsEndedIsSubmittedAgain()
    {
        using var cluster = SlurmCluster.Start();
        using var project = new SmallProject();
        cluster.Hold();
        var sweep = Task.Run(() => ToolProcess.With(project.Path, cluster.Environs, [.. Sweep, "--executor", "slurm", "--shards", "2"]));
        cluster.WaitForTasks();
        cluster.EndTask(1);
        cluster.Release();
        var run = await sweep;
        Assert.AreEqual(0, run.ExitCode, $"{run.Error}{cluster.ControllerLog}");
        StringAssert.Contains(run.Error, "shards 0,1 of 2");
        StringAssert.Contains(run.Error, "shards 1 of 2");
        Assert.HasCount(6, Trials(project));
    }

    [TestMethod]
    public void AsItStopsItTakesItsTasksBack()
    {
        using var cluster = SlurmCluster.Start();
        using var project = new SmallProject();
        cluster.Hold();
        var run = ToolProcess.Signalled("TERM", project.Path, cluster.Environs, "Slurm job", [.. Sweep, "--executor", "slurm"]);
        Assert.AreEqual(130, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, "error PB5103: 'dotnet prune sweep' was stopped before its end. Trials that were");
        cluster.WaitForNoTask();
    }

    [TestMethod]
    public void AJobWhoseNumberNobodyWasToldIsTakenBack()
    {
        using var cluster = SlurmCluster.Start();
        using var project = new SmallProject();
        cluster.Hold();
        var run = ToolProcess.With(project.Path, cluster.WithMuteSbatch(), [.. Sweep, "--executor", "slurm"]);
        Assert.AreEqual(3, run.ExitCode, run.Out);
        StringAssert.Contains(run.Error, "PB5301: 'sbatch' failed");
        StringAssert.Contains(cluster.ControllerLog, "_slurm_rpc_submit_batch_job");
        cluster.WaitForNoTask();
    }

    [TestMethod]
    public void WhatDoesNotComeBackIsNamed()
    {
        using var cluster = SlurmCluster.Start();
        using var project = new SmallProject();
        Assert.AreEqual(0, ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=25%", "--cache", "cache").ExitCode);
        // No runtime starts in so little memory: every task dies.
        var run = ToolProcess.With(
            project.Path, cluster.Environs, "sweep", "small", "--remove", "flops=25%..50%", "--step", "25%", "--cache", "cache",
            "--executor", "slurm", "--sbatch-option", "export=DOTNET_GCHeapHardLimit=0x10000");
        Assert.AreEqual(3, run.ExitCode, run.Out);
        StringAssert.Contains(run.Error, "PB5302: 1 of 2 pieces of work are missing after Slurm job");
        StringAssert.Contains(run.Error, "osscar 50 % of FLOPs");
        Assert.HasCount(1, Trials(project));
    }

    private static JsonArray Trials(SmallProject project) =>
        JsonNode.Parse(File.ReadAllText(project.PathOf("obj", "prune", "small", "sweep.json")))!["trials"]!.AsArray();
}
