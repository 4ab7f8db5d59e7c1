using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class CheckCommandTests
{
    [TestMethod]
    public void AnUnchangedTreeIsUpToDate()
    {
        using var project = new SmallProject();
        project.Run();
        var before = project.Snapshot();
        var check = project.Check();
        Assert.AreEqual(0, check.ExitCode, check.Error);
        StringAssert.StartsWith(check.Out, "small: up to date, agreement ");
        Assert.AreEqual(before, project.Snapshot());
    }

    [TestMethod]
    public void ARunWithAnotherSeedIsCheckedWithThatSeed()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run("--seed", "3").ExitCode);

        Assert.AreEqual(0, project.Check("--seed", "3").ExitCode);
        var check = project.Check();
        Assert.AreEqual(1, check.ExitCode);
        StringAssert.Contains(check.Error, "PB4102: Model 'small': the seed changed from 3 to 0 since prune.lock.json was written");
    }

    [TestMethod]
    public void AFreshCheckoutWithoutArtifactsIsUpToDate()
    {
        using var project = new SmallProject();
        project.Run();
        Directory.Delete(project.PathOf("obj"), recursive: true);
        Assert.AreEqual(0, project.Check().ExitCode);
        Assert.IsEmpty(project.Outputs());
    }

    /// <summary>Another version, a key that the manifest gained, or another default can make the committed lock file of the sample stale:
    /// <c>eng -- demo</c> writes it anew.</summary>
    [TestMethod]
    public void TheSamplesLockFileIsOfItsManifest()
    {
        // As in a fresh checkout: what this machine pruned does not count.
        var check = ToolRun.In(Path.Combine(SharedFolder.Repository(), "sample-app"), "check", "--output-dir", Path.Combine("obj", "none"));
        Assert.AreEqual(0, check.ExitCode, check.Error);
        StringAssert.Contains(check.Out, "sentiment: up to date");
        StringAssert.Contains(check.Out, "cifar10: up to date");
    }

    [TestMethod]
    public void WithoutALockFileThereIsNoEntry()
    {
        using var project = new SmallProject();
        var check = project.Check();
        Assert.AreEqual(1, check.ExitCode);
        StringAssert.Contains(check.Error, "prune.yaml(3,3): error PB4101: Model 'small' has no entry in prune.lock.json.");
    }

    [TestMethod]
    public void AnEntryOfAModelThatLeftTheManifestIsStale()
    {
        using var project = new SmallProject(SmallProject.TwoModels);
        project.Run();
        project.LockAModelThatLeft();

        var check = project.Check();

        Assert.AreEqual(1, check.ExitCode);
        StringAssert.Contains(check.Error, "PB4102: Model 'gone': it has left the manifest since prune.lock.json was written.");
        Assert.AreEqual(0, project.Check("small").ExitCode, "who names some models asks of these alone");
        Assert.AreEqual(1, project.Check("small", "other").ExitCode, "these are all");
    }

    [TestMethod]
    [DataRow("data.csv", "'data.csv' changed")]
    [DataRow("model.onnx", "'model.onnx' changed")]
    public void AChangedInputMakesTheEntryStale(string file, string reason)
    {
        using var project = new SmallProject();
        project.Run();
        File.AppendAllText(project.PathOf(file), "\n");
        var check = project.Check();
        Assert.AreEqual(1, check.ExitCode);
        StringAssert.Contains(check.Error, $"error PB4102: Model 'small': {reason} since prune.lock.json was written.");
    }

    [TestMethod]
    public void AChangedSettingMakesTheEntryStaleAndAChangedCommentDoesNot()
    {
        using var project = new SmallProject();
        project.Run();
        project.Write("# a comment\n" + SmallProject.Manifest.Replace("method: osscar,", "method:  osscar,"));
        Assert.AreEqual(0, project.Check().ExitCode);
        project.Write(SmallProject.Manifest.Replace("50%", "40%"));
        var check = project.Check();
        Assert.AreEqual(1, check.ExitCode);
        StringAssert.Contains(check.Error, "error PB4102: Model 'small': its settings in the manifest changed");
    }

    [TestMethod]
    public void AChangedGateIsHeldAgainstWhatWasMeasured()
    {
        using var project = new SmallProject();
        project.Run();
        project.Write(SmallProject.Manifest.Replace("agreement: { min: 0.05 }", "size: { max: 10 B }"));
        var check = project.Check();
        Assert.AreEqual(1, check.ExitCode);
        StringAssert.Contains(check.Error, "prune.yaml(12,20): error PB4001: Gate 'size' failed: ");
    }

    [TestMethod]
    public void ACompressedSizeThatIsGatedLaterIsCountedAndNothingIsPrunedAgain()
    {
        using var project = new SmallProject();
        project.Run();
        var pruned = File.GetLastWriteTimeUtc(project.Artifact);
        project.Write(SmallProject.Manifest + "      compressed-size: { max: 10 MB, max-ratio: 2 }\n");
        StringAssert.Contains(
            project.Check().Error,
            "error PB4002: Gate 'compressed-size' cannot be judged: the gate came after the pruning; 'dotnet prune run' counts it");
        Assert.AreEqual(0, project.Check("--measure").ExitCode);

        var run = project.Run();
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual(pruned, File.GetLastWriteTimeUtc(project.Artifact));
        Assert.AreEqual(0, project.Check().ExitCode);
        StringAssert.Contains(File.ReadAllText(project.LockFile), "compressed-size");
    }

    [TestMethod]
    public void AFailedGateOfMasksNamesWhatRefitsMasks()
    {
        using var project = new SmallProject(
            SmallProject.Manifest.Replace("osscar, remove: { flops: 50% }", "magnitude, remove: { sparsity: 90% }").Replace("0.05", "1.0"));
        var run = project.Run();
        StringAssert.Contains(run.Error, "(method: alps, or reconstruct: least-squares)");
    }

    [TestMethod]
    public void AnArtifactThatWasTamperedWithIsNotTheLockedOne()
    {
        using var project = new SmallProject();
        project.Run();
        File.AppendAllText(project.Artifact, "x");
        var check = project.Check();
        Assert.AreEqual(1, check.ExitCode);
        StringAssert.Contains(check.Error, "prune.yaml(3,3): error PB4104: ");
    }

    [TestMethod]
    public void AnArtifactWhoseRecordCannotBeReadIsComparedItself()
    {
        using var project = new SmallProject();
        project.Run();
        File.WriteAllText(project.PathOf("obj", "prune", "small", "record.json"), "of another version");
        Assert.AreEqual(0, project.Check().ExitCode);
        File.AppendAllText(project.Artifact, "x");
        Assert.AreEqual(1, project.Check().ExitCode);
    }

    [TestMethod]
    public void AnEntryOfAnotherVersionIsStale()
    {
        using var project = new SmallProject();
        project.Run();
        project.EditLock($"\"engine\": \"{EngineVersion.Version}\"", "\"engine\": \"0.0.1\"");
        var check = project.Check();
        Assert.AreEqual(1, check.ExitCode);
        StringAssert.Contains(check.Error, $"error PB4102: Model 'small': PruneBuild changed from 0.0.1 to {EngineVersion.Version} since ");
    }

    /// <summary>With the locked hash, and with that of a machine that rounds otherwise.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void AnArtifactThatIsCutOtherwiseThanTheEntrySaysIsNotTheLockedOne(bool hasLockedHash)
    {
        using var project = new SmallProject();
        project.Run();
        if (!hasLockedHash)
            project.EditLock(ContentHash.OfFile(project.Artifact), new string('0', 64));
        project.EditLock("\"kept\": 8", "\"kept\": 7");
        var check = project.Check();
        Assert.AreEqual(1, check.ExitCode);
        StringAssert.Contains(
            check.Error, "prune.yaml(3,3): error PB4106: Model 'small' is cut otherwise here than prune.lock.json says: '");
    }

    [TestMethod]
    public void AnArtifactThatWasMadeHereFromTheSameInputsMayHaveAnotherHash()
    {
        using var project = new SmallProject();
        project.Run();
        project.EditLock(ContentHash.OfFile(project.Artifact), new string('0', 64));
        var check = project.Check();
        Assert.AreEqual(0, check.ExitCode, check.Error);
        StringAssert.StartsWith(check.Out, "small: up to date, pruned here with other last digits, agreement ");
    }

    [TestMethod]
    public void MeasuringRunsTheArtifactAgain()
    {
        using var project = new SmallProject();
        project.Run();
        var check = project.Check("--measure");
        Assert.AreEqual(0, check.ExitCode, check.Error);
        StringAssert.Contains(check.Error, "small: measuring");
        Directory.Delete(project.PathOf("obj"), recursive: true);
        var missing = project.Check("--measure");
        Assert.AreEqual(1, missing.ExitCode);
        StringAssert.Contains(missing.Error, "error PB4105: ");
    }

    [TestMethod]
    public void AMergeConflictInTheLockFileIsToldAtItsPlace()
    {
        using var project = new SmallProject();
        project.Run();
        var lines = File.ReadAllLines(project.LockFile);
        File.WriteAllLines(project.LockFile, [lines[0], "<<<<<<< HEAD", .. lines[1..]]);
        var check = project.Check();
        Assert.AreEqual(1, check.ExitCode);
        StringAssert.Contains(check.Error, "prune.lock.json(2,");
        StringAssert.Contains(check.Error, "error PB4103: ");
    }
}
