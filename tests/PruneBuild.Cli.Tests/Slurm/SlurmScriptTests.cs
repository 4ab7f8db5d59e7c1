using System.Diagnostics;
using PruneBuild.Cli.Slurm;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Slurm;

[TestClass]
public sealed class SlurmScriptTests
{
    [TestMethod]
    [DataRow("", "0", "0")]
    [DataRow("1", "0", "1")]
    [DataRow("", "", "")]
    public void ATaskGetsItsArgumentsItsShardAndTheGpusOfItsJob(string visible, string ofJob, string expected)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Slurm is for systems with a POSIX shell.");
        using var folder = new TemporaryFolder();
        var place = Directory.CreateDirectory(folder.File("it's $HOME `x` \"y\" ü")).FullName;
        string[] command = ["bash", "-c", "pwd; printf '%s\n' \"$@\"; echo \"gpus=$CUDA_VISIBLE_DEVICES parent=${PRUNEBUILD_PARENT-none}\"",
            "x", "a b", "it's", "$HOME"];
        File.WriteAllText(folder.File("script"), SlurmScript.Text(place, command, 8));
        var info = new ProcessStartInfo("bash", [folder.File("script")]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new[] { ("SLURM_ARRAY_TASK_ID", "3"), ("CUDA_VISIBLE_DEVICES", visible),
            ("SLURM_JOB_GPUS", ofJob), ("PRUNEBUILD_PARENT", "1") })
            info.Environment[name] = value;
        using var process = Process.Start(info)!;
        Assert.AreEqual($"{place}\na b\nit's\n$HOME\n--shard\n3/8\ngpus={expected} parent=none\n", process.StandardOutput.ReadToEnd());
    }
}
