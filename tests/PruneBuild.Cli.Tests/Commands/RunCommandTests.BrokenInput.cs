using PruneBuild.Onnx;

namespace PruneBuild.Cli.Tests.Commands;

/// <summary>Broken input: each kind has its code, its exit code and its place, and nothing is written.</summary>
public sealed partial class RunCommandTests
{
    [TestMethod]
    public void ATruncatedModel() => Refuses(
        project => File.WriteAllBytes(project.PathOf("model.onnx"), File.ReadAllBytes(project.PathOf("model.onnx"))[..^40]),
        3, "model.onnx: error PB2001: ");

    [TestMethod]
    public void AnEmptyModel() => Refuses(project => File.WriteAllText(project.PathOf("model.onnx"), ""), 3, "model.onnx: error PB2001: ");

    [TestMethod]
    public void AGitPointerInsteadOfTheModel() => Refuses(
        project => File.WriteAllText(project.PathOf("model.onnx"), "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12\n"),
        3, "model.onnx: error PB2003: ");

    [TestMethod]
    public void AMissingModelIsToldWhereItIsNamed() => Refuses(
        project => File.Delete(project.PathOf("model.onnx")), 3, "prune.yaml(4,13): error PB2007: ");

    [TestMethod]
    public void MissingExternalData() => Refuses(
        project =>
        {
            ExternalModel(project);
            File.Delete(project.PathOf("model.onnx.data"));
        },
        3, "model.onnx: error PB2002: Tensor 'scale' of model ");

    [TestMethod]
    public void AnUnknownKey() => Refuses(Text("    gates:", "    gatess:"), 2, "prune.yaml(11,5): error PB1004: ", "'gates'");

    [TestMethod]
    public void AWrongType() =>
        Refuses(Text("agreement: { min: 0.05 }", "agreement: { min: much }"), 2, "prune.yaml(12,25): error PB1005: ");

    [TestMethod]
    public void ADuplicateKey() =>
        Refuses(Text("    gates:\n", "    source: other.onnx\n    gates:\n"), 2, "prune.yaml(11,5): error PB1006: ");

    [TestMethod]
    public void ADataFileWithoutTheLabelColumn() => Refuses(Text("label: label", "label: answer"), 3, "prune.yaml(8,14): error PB3023: ");

    [TestMethod]
    public void ADataFileThatIsNotThere() => Refuses(
        Text("validation: { file: data.csv }", "validation: { file: none.csv }"), 3, "prune.yaml(7,27): error PB3020: ");

    [TestMethod]
    public void TokensThatTheModelDoesNotHave() => Refuses(
        project =>
        {
            OnnxWriter.Write(SampleModels.Tokens, project.PathOf("model.onnx"));
            File.WriteAllText(
                project.PathOf("data.csv"),
                $"x0,x1,label\n{string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 9},{i % 11},{i % 2}\n"))}9,90,0\n");
            project.Write(SmallProject.Manifest.Replace("osscar", "fluctuation"));
        },
        3, "prune.yaml(9,20): error PB3005: ", "on records of 'data.csv' (ids of 9×2 from 0 to 90)", "node");

    [TestMethod]
    public void ALabelOutsideTheModelsClasses() => Refuses(
        project => File.AppendAllText(project.PathOf("data.csv"), "1,1,1,1,1,1,1,1,3\n"), 3, "data.csv(62,17): error PB3030: Label '3' ");

    [TestMethod]
    public void AGateThatNeedsLabelsWithoutLabels() => Refuses(
        project => project.Write(
            SmallProject.Manifest.Replace("      label: label\n", "").Replace("agreement: { min: 0.05 }", "accuracy: { min: 0.5 }")),
        1, "prune.yaml(11,7): error PB4002: Gate 'accuracy' cannot be judged: it needs validation records with labels");

    [TestMethod]
    public void AMethodThatNeedsDataWithoutData() => Refuses(
        project => project.Write("""
            version: 1
            models:
              small:
                source: model.onnx
                prune: { method: osscar, remove: { flops: 50% } }
                gates:
                  size: { max: 1 MB }

            """),
        3, "error PB3050: ");

    [TestMethod]
    public void ADeviceThatIsNotThere() =>
        Refuses(Text("version: 1\n", "version: 1\ndevice: cuda:9\n"), 3, "prune.yaml(2,9): error PB3002: ");

    [TestMethod]
    public void ADamagedLockFile() =>
        Refuses(project => File.WriteAllText(project.LockFile, "{"), 1, "prune.lock.json(1,", "error PB4103: ");

    [TestMethod]
    public void EveryModelIsTriedBeforeTheRunGivesUp() => Refuses(
        project => project.Write(SmallProject.Manifest + """
              second:
                source: none.onnx
                prune: { method: magnitude, remove: { flops: 50% } }
                output: { path: second.onnx }

            """),
        3, "prune.yaml(14,13): error PB2007: ", "small: osscar, 50 % of FLOPs: ");

    [TestMethod]
    [DataRow(0)]
    [DataRow(8)]
    [DataRow(16)]
    [DataRow(20)]
    public void AFullDiskLeavesTheFilesOfTheRunBefore(int freeKibibytes)
    {
        using var project = new SmallProject();
        using var results = new PruneBuild.Testing.TemporaryFolder();
        Assert.AreEqual(0, project.Run().ExitCode);
        project.Write(SmallProject.Manifest.Replace("50%", "40%"));
        var run = ToolProcess.OnASmallDisk(freeKibibytes, project.Path, results.File("after"), "run", "--cache", "none");
        if (run is null)
            Assert.Inconclusive("This machine lets nobody mount a small disk.");
        Assert.AreEqual(3, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, "error PB5100: IOException: No space left on device");
        StringAssert.Contains(run.Error, ". Nothing was replaced. Check");
        Assert.AreEqual(SmallProject.Contents(project.Path), SmallProject.Contents(results.File("after")));
    }

    [TestMethod]
    public void AKillAtAnyMomentLeavesAWholeModelAndTheNextRunIsRight()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        var half = File.ReadAllBytes(project.Artifact);
        project.Write(SmallProject.Manifest.Replace("50%", "25%"));
        var length = ToolProcess.Time(() => Assert.AreEqual(0, ToolProcess.In(project.Path, "run", "--cache", "none").ExitCode));
        var quarter = File.ReadAllBytes(project.Artifact);
        var random = new Random(1);
        for (var kill = 0; kill < Kills(); kill++)
        {
            project.Write(SmallProject.Manifest.Replace("50%", kill % 2 == 0 ? "50%" : "25%"));
            ToolProcess.Killed(project.Path, random.NextDouble() * length, "run", "--cache", "none");
            var left = File.ReadAllBytes(project.Artifact);
            Assert.IsTrue(
                left.SequenceEqual(half) || left.SequenceEqual(quarter),
                $"After kill {kill} the model is neither the old one nor the new one.");
            Assert.AreEqual(0, project.Run().ExitCode, $"after kill {kill}");
            CollectionAssert.AreEqual(kill % 2 == 0 ? half : quarter, File.ReadAllBytes(project.Artifact), $"after kill {kill}");
        }

        Assert.IsEmpty(Directory.EnumerateFileSystemEntries(project.Path, "*.tmp", SearchOption.AllDirectories).ToArray());
        Assert.IsEmpty(Directory.EnumerateDirectories(project.PathOf("obj", "prune"), ".staging-*").ToArray());
    }

    [TestMethod]
    [DataRow("TERM")]
    [DataRow("HUP")]
    public void AskedToStopItStopsAndSaysThatNothingWasReplaced(string signal)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has no such signals.");
        if (signal == "HUP" && IgnoresHangUp())
            Assert.Inconclusive("These tests ignore SIGHUP, as under nohup, and so does what they start.");
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        project.Write(SmallProject.Manifest.Replace("50%", "40%"));
        var lines = File.ReadAllLines(project.PathOf("data.csv"));
        File.WriteAllLines(project.PathOf("data.csv"), [lines[0], .. Enumerable.Repeat(lines[1..], 1500).SelectMany(part => part)]);
        var before = project.Snapshot();
        var run = ToolProcess.Signalled(signal, project.Path, new Dictionary<string, string>(), "small: ", "run", "--cache", "none");
        Assert.AreEqual(130, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, "error PB5103: 'dotnet prune run' was stopped before its end. No pruned model was replaced.");
        Assert.AreEqual(before, project.Snapshot());
    }

    /// <summary>The first bit of the mask of ignored signals, which Linux alone shows.</summary>
    private static bool IgnoresHangUp() => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").Any(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)
            && (Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16) & 1) != 0);

    /// <summary>A few in every run of the tests; PRUNEBUILD_KILLS=200 for the long way.</summary>
    private static int Kills() => int.TryParse(Environment.GetEnvironmentVariable("PRUNEBUILD_KILLS"), out var kills) ? kills : 8;

    private static Action<SmallProject> Text(string from, string to) => project =>
    {
        Assert.Contains(from, SmallProject.Manifest);
        project.Write(SmallProject.Manifest.Replace(from, to));
    };

    private static void Refuses(Action<SmallProject> breakInput, int exitCode, params string[] said)
    {
        using var project = new SmallProject();
        breakInput(project);
        var before = project.Snapshot();
        var run = project.Run();
        Assert.AreEqual(exitCode, run.ExitCode, run.Error);
        foreach (var words in said)
            StringAssert.Contains(run.Error + run.Out, words);
        foreach (var line in run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            StringAssert.EndsWith(line.TrimEnd(), "; not put into place");
        Assert.AreEqual(before, project.Snapshot());
    }
}
