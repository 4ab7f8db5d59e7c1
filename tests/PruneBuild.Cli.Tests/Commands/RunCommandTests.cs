using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Tests.Output;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Onnx;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed partial class RunCommandTests
{
    private const string Failing = "agreement: { min: 0.05 }\n      accuracy: { min: 1.0 }";

    [TestMethod]
    public void ADeviceThatIsNotThereIsToldAtTheManifestsLineOnlyWhereTheManifestAsks()
    {
        using var project = new SmallProject();
        StringAssert.StartsWith(ToolRun.In(project.Path, "run", "--device", "cuda:7").Error, "PruneBuild: error PB3002");
        project.Write("device: cuda:7\n" + SmallProject.Manifest);
        StringAssert.Contains(ToolRun.In(project.Path, "plan").Error, "prune.yaml(1,9): error PB3002");
        StringAssert.Contains(ToolRun.In(project.Path, "run").Error, "prune.yaml(1,9): error PB3002");
    }

    [TestMethod]
    public void ABudgetThatIsMetAlreadyIsToldAtItsPlace()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("flops: 50%", "bytes: { to: 5 GB }"));
        var run = project.Run();
        StringAssert.Matches(run.Error, new(@"prune\.yaml\(10,\d+\): warning PB3055: The budget leaves 5 GB"));
    }

    [TestMethod]
    public void PrunesTheModelAndWritesEverythingThatIsPromised()
    {
        using var project = new SmallProject();
        var original = File.ReadAllBytes(project.PathOf("model.onnx"));
        var run = project.Run();
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.StartsWith(run.Out, "small: osscar, 50 % of FLOPs: agreement ");
        StringAssert.Contains(run.Out, "(gate ≥ 0.05 holds)");
        CollectionAssert.AreEqual(
            new[] { "prune/prune.schema.json", "prune/small/model.onnx", "prune/small/plan.json", "prune/small/record.json",
                "prune/small/report.html", "prune/small/report.json", "prune/small/report.md", "prune/small/report.sarif" },
            project.Outputs());
        Assert.IsLessThan(original.Length, new FileInfo(project.Artifact).Length);
        CollectionAssert.AreEqual(original, File.ReadAllBytes(project.PathOf("model.onnx")));
    }

    [TestMethod]
    public void AnOutputFolderThatWouldPutTheModelOverItsSourceIsRefusedAndNothingWritten()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("source: model.onnx", "source: models/small/model.onnx"));
        Directory.CreateDirectory(project.PathOf("models", "small"));
        File.Move(project.PathOf("model.onnx"), project.PathOf("models", "small", "model.onnx"));
        var before = project.Snapshot();
        var run = project.Run("--output-dir", "models", "--build", "obj");
        Assert.AreEqual(2, run.ExitCode, run.Error);
        StringAssert.StartsWith(run.Error, "prune.yaml(3,3): error PB1018: ");
        Assert.AreEqual(before, project.Snapshot());
    }

    [TestMethod]
    public void AsMuchAsTheGatesAllowIsFoundAndEndsOnAModelThatPasses()
    {
        using var project = new SmallProject(SmallProject.Manifest
            .Replace("remove: { flops: 50% }", "remove: { as-much-as: gates }")
            .Replace("agreement: { min: 0.05 }", "cosine: { min: 0.9 }"));
        var run = ToolRun.In(project.Path, "run", "--cache", "cache");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.StartsWith(run.Out, "small: osscar, as much as the gates allow: ");
        var cosine = LockFileReader.Read(project.LockFile).Value!.Find("small")!.Measured
            .Single(one => one.Metric == "cosine").Pruned.Value;
        Assert.IsGreaterThanOrEqualTo(0.9, cosine);

        // Another gate asks for another search, which finds the old one's trials.
        project.Write(File.ReadAllText(project.PathOf("prune.yaml")).Replace("min: 0.9", "min: 0.99"));
        var stricter = ToolRun.In(project.Path, "run", "--cache", "cache");
        Assert.AreEqual(0, stricter.ExitCode, stricter.Error);
        var stricterCosine = LockFileReader.Read(project.LockFile).Value!.Find("small")!.Measured
            .Single(one => one.Metric == "cosine").Pruned.Value;
        Assert.IsGreaterThanOrEqualTo(0.99, stricterCosine);
        Assert.AreEqual(0, project.Check().ExitCode);
    }

    [TestMethod]
    public void StructuresThenMasksThenRecoveryAreJudgedByTheGates()
    {
        var mix = SmallProject.Manifest.Replace("prune: { method: osscar, remove: { flops: 50% } }", """
            prune:
                  - { method: osscar, remove: { flops: 30% } }
                  - { method: sparsegpt, only: [ "*" ], remove: { sparsity: 50% } }
                  - { recover: { kind: perp, train: [ weights ], steps: 20 } }
            """);
        using var project = new SmallProject(mix.Replace("agreement: { min: 0.05 }", "cosine: { min: 0.9999 }"));
        var failed = project.Run();
        Assert.AreEqual(1, failed.ExitCode, failed.Error);
        StringAssert.Contains(failed.Error, "error PB4001: ");
        Assert.IsFalse(File.Exists(project.Artifact));

        project.Write(mix.Replace("agreement: { min: 0.05 }", "cosine: { min: 0.5 }"));
        var run = project.Run();
        Assert.AreEqual(0, run.ExitCode, run.Error);
        using var pruned = OnnxReader.Read(project.Artifact).Value!;
        foreach (var tensor in pruned.Graph.Initializer.Where(tensor => tensor.Name.EndsWith(".weight", StringComparison.Ordinal)))
        {
            var values = pruned.Read(tensor).ToFloats();
            Assert.AreEqual(
                0.5, values.Count(value => BitConverter.SingleToInt32Bits(value) == 0) / (double)values.Length, 0.02, tensor.Name);
        }

        Assert.IsLessThan(16 * 8, pruned.Graph.Initializer[0].Dims.Aggregate(1L, (count, size) => count * size), "neurons are gone");
        var report = JsonNode.Parse(File.ReadAllText(project.PathOf("obj", "prune", "small", "report.json")))!;
        var recovery = report["recoveries"]!.AsArray().Single()!;
        Assert.AreEqual((3, "perp"), ((int)recovery["step"]!, (string)recovery["kind"]!));
        Assert.AreEqual("weights", (string?)recovery["trained"]!.AsArray().Single());
        Assert.IsInRange(1, 20, (int)recovery["steps"]!);
        Assert.IsLessThanOrEqualTo((double)recovery["lossBefore"]!, (double)recovery["lossAfter"]!);
        Assert.IsGreaterThan(0, (double)recovery["milliseconds"]!);
        Assert.AreEqual(0, project.Check().ExitCode);
    }

    [TestMethod]
    public void AWholeBranchGoesWhenTheBudgetAsksForItAndTheManifestLetsIt()
    {
        // The neurons are 256 of 344 multiply–accumulates; 72 % need them all.
        using var project = new SmallProject(SmallProject.Manifest.Replace(
            "method: osscar, remove: { flops: 50% }",
            "method: magnitude, structures: [ neurons ], remove: { flops: 72% }, allocate: { keep-at-least: 1 }"));
        OnnxWriter.Write(SampleModels.Residual, project.PathOf("model.onnx"));
        StringAssert.Contains(project.Run().Error, "error PB3052: ");

        project.Write(File.ReadAllText(project.PathOf("prune.yaml")).Replace("keep-at-least: 1", "keep-at-least: 0"));
        var run = project.Run();

        Assert.AreEqual(0, run.ExitCode, run.Error);
        using var pruned = OnnxReader.Read(project.Artifact).Value!;
        CollectionAssert.AreEqual(new[] { "MatMul", "Tanh", "Add", "MatMul" }, pruned.Graph.Node.Select(node => node.OpType).ToArray());
        Assert.AreEqual(0, project.Check().ExitCode);
    }

    [TestMethod]
    public void ASearchThatFindsNothingFailsAtTheGate()
    {
        using var project = new SmallProject(SmallProject.Manifest
            .Replace("remove: { flops: 50% }", "remove: { as-much-as: gates }")
            .Replace("agreement: { min: 0.05 }", "accuracy: { min: 1.0 }"));
        var run = project.Run();
        Assert.AreEqual(1, run.ExitCode);
        StringAssert.Contains(run.Error, "prune.yaml(12,24): error PB4001: ");
        Assert.IsFalse(File.Exists(project.Artifact));
    }

    [TestMethod]
    public void ASearchNeedsAGateOnAnswers()
    {
        using var project = new SmallProject(SmallProject.Manifest
            .Replace("remove: { flops: 50% }", "remove: { as-much-as: gates }").Replace("agreement: { min: 0.05 }", "size: { max: 1 GB }"));
        var run = project.Run();
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.Contains(run.Error, "prune.yaml(10,52): error PB1013: 'as-much-as: gates' needs a gate on what the model answers");
    }

    [TestMethod]
    public void ThePrunedModelSaysWhereItCameFrom()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        using var pruned = OnnxReader.Read(project.Artifact).Value!;
        var properties = pruned.Proto.MetadataProps.ToDictionary(property => property.Key, property => property.Value);
        Assert.AreEqual("osscar, 50 % of FLOPs", properties["prunebuild.method"]);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(project.PathOf("model.onnx"))));
        Assert.AreEqual(sha256, properties["prunebuild.source.sha256"], "as sha256sum gives it");
        Assert.AreEqual(sha256, (string?)Report(project)["source"]!["sha256"]);
        Assert.AreEqual(
            sha256, LockFileReader.Read(project.LockFile).Value!.Find("small")!.Inputs.Single(input => input.Path == "model.onnx").Sha256);
    }

    [TestMethod]
    public void TheLockFileNamesInputsCutsAndMeasurements()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        var entry = LockFileReader.Read(project.LockFile).Value!.Find("small")!;
        CollectionAssert.AreEqual(new[] { "data.csv", "model.onnx" }, entry.Inputs.Select(input => input.Path).ToArray());
        Assert.AreEqual(new LockedCut("fc1", 16, 8), entry.Cuts.Single() with { Group = "fc1" });
        var metrics = entry.Measured.Select(one => one.Metric).ToArray();
        CollectionAssert.AreEqual(
            new[] { "accuracy", "f1", "matthews", "agreement", "cosine", "kl", "mean-absolute-error", "latency", "size",
                "flops", "parameters" }, metrics);
        Assert.AreEqual(352, entry.Measured.Single(one => one.Metric == "flops").Original!.Value);
        Assert.AreEqual(176, entry.Measured.Single(one => one.Metric == "flops").Pruned.Value);
    }

    [TestMethod]
    public void ASecondRunWritesNothing()
    {
        using var project = new SmallProject();
        project.Run("--build", project.PathOf("lists"));
        var before = project.Snapshot();
        var again = project.Run("--build", project.PathOf("lists"));
        Assert.AreEqual(0, again.ExitCode, again.Error);
        StringAssert.Contains(again.Out, "; already pruned");
        Assert.AreEqual(before, project.Snapshot());
    }

    [TestMethod]
    public void AChangedGateIsJudgedOnWhatWasMeasured()
    {
        using var project = new SmallProject();
        project.Run();
        var (model, record) =
            (File.GetLastWriteTimeUtc(project.Artifact), File.GetLastWriteTimeUtc(project.PathOf("obj", "prune", "small", "record.json")));
        project.Write(SmallProject.Manifest.Replace("min: 0.05", "min: 0.06"));
        var again = project.Run();
        Assert.AreEqual(0, again.ExitCode, again.Error);
        StringAssert.Contains(again.Out, "gate ≥ 0.06 holds");
        Assert.DoesNotContain("calibrating", again.Error);
        Assert.AreEqual(model, File.GetLastWriteTimeUtc(project.Artifact));
        Assert.AreEqual(record, File.GetLastWriteTimeUtc(project.PathOf("obj", "prune", "small", "record.json")));
        StringAssert.Contains(File.ReadAllText(project.PathOf("obj", "prune", "small", "report.json")), "0.06");
    }

    [TestMethod]
    public void AnotherOutputNameNeedsNoPruning()
    {
        using var project = new SmallProject();
        project.Run();
        project.Write(SmallProject.Manifest + "    output: { path: lib/other.onnx }\n");
        var again = project.Run();
        Assert.AreEqual(0, again.ExitCode, again.Error);
        Assert.DoesNotContain("calibrating", again.Error);
        Assert.IsTrue(File.Exists(project.PathOf("obj", "prune", "small", "other.onnx")));
        Assert.IsFalse(File.Exists(project.Artifact), "The file of the former name is gone.");
    }

    [TestMethod]
    public void AFailedGateIsAnErrorAtItsLimitAndNothingIsWritten()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("agreement: { min: 0.05 }", Failing));
        var run = project.Run("--build", project.PathOf("lists"));
        Assert.AreEqual(1, run.ExitCode);
        StringAssert.Contains(run.Error, "prune.yaml(13,24): error PB4001: Gate 'accuracy' failed: ");
        StringAssert.Contains(run.Out, "(gate ≥ 1.0 fails)");
        StringAssert.EndsWith(run.Out.TrimEnd(), "; not put into place");
        Assert.IsEmpty(project.Outputs());
        Assert.IsFalse(File.Exists(project.LockFile));
        Assert.IsFalse(File.Exists(project.PathOf("lists", "models.json")));
        Assert.IsTrue(File.Exists(project.PathOf("lists", "inputs.txt")), "The next build has to know what to watch.");
    }

    [TestMethod]
    public void AFailedGateLeavesTheFilesOfTheRunBefore()
    {
        using var project = new SmallProject();
        project.Run();
        project.Write(SmallProject.Manifest.Replace("agreement: { min: 0.05 }", Failing).Replace("50%", "60%"));
        var before = project.Snapshot();
        Assert.AreEqual(1, project.Run().ExitCode);
        Assert.AreEqual(before, project.Snapshot());
    }

    [TestMethod]
    public void KeepOriginalShipsTheOriginalAndSaysSo()
    {
        using var project = new SmallProject(
            SmallProject.Manifest.Replace("agreement: { min: 0.05 }", Failing) + "    on-fail: keep-original\n");
        var run = project.Run("--build", project.PathOf("lists"));
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, "prune.yaml(13,24): warning PB4001: ");
        StringAssert.Contains(run.Error, "The original ships instead.");
        StringAssert.Contains(run.Out, "; the original ships");
        var model = Models(project)[0]!;
        Assert.AreEqual("original", (string?)model["shipped"]);
        Assert.AreEqual(project.PathOf("model.onnx"), (string?)model["file"]);
    }

    [TestMethod]
    public void TheCommandLineDecidesWhatAFailedGateDoes()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("agreement: { min: 0.05 }", Failing));
        var run = project.Run("--build", project.PathOf("lists"), "--on-fail", "warn");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, "The pruned model ships all the same.");
        Assert.AreEqual("pruned", (string?)Models(project)[0]!["shipped"]);
    }

    [TestMethod]
    public void AGateThatIsJudgedOnRecordsThatCalibratedIsToldOf()
    {
        using var project = new SmallProject();
        StringAssert.Matches(project.Run().Error, new(
            @"prune\.yaml\(12,7\): warning PB4003: Gate 'agreement' was judged on (\d+) records, \1 of which calibrated"));
    }

    [TestMethod]
    [DataRow("take: 10", "skip: 10", null)]
    [DataRow("take: 10", "skip: 8, take: 5", "5 records, 2 of which")]
    public void OneFileMayBeDividedIntoRecordsThatCalibrateAndOthersThatJudge(string calibrating, string judging, string? shared)
    {
        using var project = new SmallProject(SmallProject.Manifest
            .Replace("calibration: { file: data.csv }", $"calibration: {{ file: data.csv, {calibrating} }}")
            .Replace("validation: { file: data.csv }", $"validation: {{ file: data.csv, {judging} }}"));
        var run = project.Run();
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual(shared is not null, run.Error.Contains($"judged on {shared}", StringComparison.Ordinal), run.Error);
    }

    [TestMethod]
    public void TheSarifReportHasTheGatesThatFailedAtTheirLines()
    {
        var manifest = SmallProject.Manifest.Replace("validation: { file: data.csv }", "validation: { file: held-out.csv }");
        using var project = new SmallProject(manifest);
        File.Copy(project.PathOf("data.csv"), project.PathOf("held-out.csv"));
        Assert.AreEqual(0, project.Run().ExitCode);
        CollectionAssert.AreEqual(new[] { "PB4005" }, Rules(project), "every gate holds; the labels are made up");
        project.Write(manifest.Replace("agreement: { min: 0.05 }", Failing));
        Assert.AreEqual(0, project.Run("--on-fail", "warn").ExitCode);
        CollectionAssert.AreEquivalent(new[] { "PB4001", "PB4005" }, Rules(project));
        var finding = Findings(project).Single(one => (string?)one!["ruleId"] == "PB4001")!;
        var place = finding["locations"]![0]!["physicalLocation"]!;
        Assert.AreEqual("PB4001", (string?)finding["ruleId"]);
        Assert.AreEqual("warning", (string?)finding["level"]);
        StringAssert.StartsWith((string?)finding["message"]!["text"], "Gate 'accuracy' failed: ");
        Assert.AreEqual(new Uri(project.PathOf("prune.yaml")).AbsoluteUri, (string?)place["artifactLocation"]!["uri"]);
        Assert.AreEqual(13, (int)place["region"]!["startLine"]!);
    }

    [TestMethod]
    public void OriginalsShipUnprunedAndUnjudged()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("agreement: { min: 0.05 }", Failing));
        var run = project.Run("--build", project.PathOf("lists"), "--originals");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("original", (string?)Models(project)[0]!["shipped"]);
        Assert.IsEmpty(Models(project)[0]!["measured"]!.AsObject());
        Assert.IsFalse(File.Exists(project.LockFile));
    }

    [TestMethod]
    public void TheListsSayWhatShipsAndWhatToWatch()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run("--build", project.PathOf("lists")).ExitCode);
        var model = Models(project)[0]!;
        Assert.AreEqual("pruned", (string?)model["shipped"]);
        Assert.AreEqual(project.Artifact, (string?)model["file"]);
        Assert.AreEqual("model.onnx", (string?)model["path"]);
        Assert.AreEqual("""{"name":"x","type":"float","shape":["batch",8]}""", model["inputs"]![0]!.ToJsonString());
        Assert.AreEqual(352.0, (double)model["measured"]!["flops"]!["original"]!);
        CollectionAssert.AreEqual(
            new[] { project.PathOf("data.csv"), project.PathOf("model.onnx"), project.PathOf("prune.yaml") },
            File.ReadAllLines(project.PathOf("lists", "inputs.txt")));
    }

    [TestMethod]
    public void LockedNeedsAnEntryThatAgreesAndWritesNone()
    {
        using var project = new SmallProject();
        var missing = project.Run("--locked");
        Assert.AreEqual(1, missing.ExitCode);
        StringAssert.Contains(missing.Error, "prune.yaml(3,3): error PB4101: ");
        Assert.AreEqual(0, project.Run().ExitCode);
        var written = File.GetLastWriteTimeUtc(project.LockFile);
        Assert.AreEqual(0, project.Run("--locked").ExitCode);
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(project.LockFile));
        File.AppendAllText(project.PathOf("data.csv"), "1,1,1,1,1,1,1,1,0\n");
        var stale = project.Run("--locked");
        Assert.AreEqual(1, stale.ExitCode);
        StringAssert.Contains(stale.Error, "error PB4102: Model 'small': 'data.csv' changed since prune.lock.json was written.");
    }

    [TestMethod]
    public void LockedRefusesAnEntryOfAModelThatLeftTheManifestAndKeepsTheFile()
    {
        using var project = new SmallProject(SmallProject.TwoModels);
        Assert.AreEqual(0, project.Run().ExitCode);
        project.LockAModelThatLeft();
        var before = project.Snapshot();

        var run = project.Run("--locked");

        Assert.AreEqual(1, run.ExitCode, run.Error);
        StringAssert.Contains(
            run.Error, "prune.lock.json: error PB4102: Model 'gone': it has left the manifest since prune.lock.json was written.");
        Assert.AreEqual(0, project.Run("small", "--locked").ExitCode, "a run of some models");
        Assert.AreEqual(before, project.Snapshot());
        Assert.AreEqual(0, project.Run().ExitCode);
        Assert.DoesNotContain("\"gone\"", File.ReadAllText(project.LockFile));
    }

    [TestMethod]
    public void LockedRefusesAnEntryOfAnotherVersion()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        project.EditLock($"\"engine\": \"{EngineVersion.Version}\"", "\"engine\": \"0.0.1\"");
        var run = project.Run("--locked");
        Assert.AreEqual(1, run.ExitCode);
        StringAssert.Contains(
            run.Error, $"prune.yaml(3,3): error PB4102: Model 'small': PruneBuild changed from 0.0.1 to {EngineVersion.Version} since ");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void LockedShipsNothingThatIsCutOtherwiseThanTheEntrySays(bool isBuilt)
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        if (!isBuilt)
            Directory.Delete(project.PathOf("obj"), recursive: true);
        project.EditLock("\"kept\": 8", "\"kept\": 7");
        var locked = File.ReadAllText(project.LockFile);
        var run = project.Run("--locked", "--build", project.PathOf("lists"));
        Assert.AreEqual(1, run.ExitCode);
        StringAssert.Contains(run.Error, "prune.yaml(3,3): error PB4106: Model 'small' is cut otherwise here than prune.lock.json says: '");
        StringAssert.Contains(run.Error, "' keeps 8 of 16 units, in the lock file 7 of 16.");
        Assert.IsFalse(File.Exists(project.PathOf("lists", "models.json")));
        Assert.AreEqual(isBuilt, File.Exists(project.Artifact));
        Assert.AreEqual(locked, File.ReadAllText(project.LockFile));
    }

    /// <summary>Another processor may round otherwise: the same units, other last digits.</summary>
    [TestMethod]
    public void LockedTakesAnArtifactWithAnotherHash()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        project.EditLock(ContentHash.OfFile(project.Artifact), new string('0', 64));
        Assert.AreEqual(0, project.Run("--locked").ExitCode);
    }

    [TestMethod]
    public void TheCacheGivesBackWhatAnotherFolderMade()
    {
        using var first = new SmallProject();
        using var second = new SmallProject();
        using var cache = new PruneBuild.Testing.TemporaryFolder();
        Assert.AreEqual(0, ToolRun.In(first.Path, "run", "--cache", cache.Path).ExitCode);
        var run = ToolRun.In(second.Path, "run", "--cache", cache.Path);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Out, "; from the cache");
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Artifact), File.ReadAllBytes(second.Artifact));
    }

    [TestMethod]
    public void AFailedGateIsJudgedAgainFromTheCache()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("agreement: { min: 0.05 }", Failing));
        using var cache = new PruneBuild.Testing.TemporaryFolder();
        Assert.AreEqual(1, ToolRun.In(project.Path, "run", "--cache", cache.Path).ExitCode);
        project.Write(SmallProject.Manifest);
        var again = ToolRun.In(project.Path, "run", "--cache", cache.Path);
        Assert.AreEqual(0, again.ExitCode, again.Error);
        Assert.DoesNotContain("calibrating", again.Error);
    }

    [TestMethod]
    public void ACacheThatCannotBeUsedIsOneWarning()
    {
        using var project = new SmallProject();
        File.WriteAllText(project.PathOf("not-a-folder"), "");
        var run = ToolRun.In(project.Path, "run", "--cache", project.PathOf("not-a-folder"));
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.HasCount(2, run.Error.Split("warning PB5101"));
        Assert.IsTrue(File.Exists(project.Artifact));
    }

    [TestMethod]
    public void WithoutDataWeightsDecideAndRandomInputIsSaidToProveLittle()
    {
        using var project = new SmallProject("""
            version: 1
            models:
              small:
                source: model.onnx
                prune: { method: magnitude, remove: { flops: 50% } }
                gates:
                  agreement: { min: 0.01 }
                  size: { max: 1 MB }

            """);
        var run = project.Run();
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, "prune.yaml(7,7): warning PB4003: Gate 'agreement' was judged on ");
        var entry = LockFileReader.Read(project.LockFile).Value!.Find("small")!;
        CollectionAssert.AreEqual(
            new[] { "agreement", "latency", "size", "flops", "parameters" }, entry.Measured.Select(one => one.Metric).ToArray());
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameBytes()
    {
        using var first = new SmallProject();
        using var second = new SmallProject();
        Assert.AreEqual(0, first.Run().ExitCode);
        Assert.AreEqual(0, second.Run().ExitCode);
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Artifact), File.ReadAllBytes(second.Artifact));
    }

    [TestMethod]
    public void ExternalDataIsPrunedWatchedAndShippedBesideTheModel()
    {
        using var project = new SmallProject();
        ExternalModel(project);
        var run = project.Run("--build", project.PathOf("lists"));
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var data = Models(project)[0]!["data"]!.AsArray().Select(path => (string)path!).Single();
        Assert.AreEqual(Path.GetDirectoryName(project.Artifact), Path.GetDirectoryName(data));
        Assert.AreEqual(ContentHash.OfFile(data), (string?)Models(project)[0]!["dataSha256"]!.AsArray().Single());
        Assert.IsTrue(OnnxReader.Read(project.Artifact).IsOk);
        StringAssert.Contains(File.ReadAllText(project.PathOf("lists", "inputs.txt")), project.PathOf("model.onnx.data"));
        CollectionAssert.Contains(
            LockFileReader.Read(project.LockFile).Value!.Find("small")!.Inputs.Select(input => input.Path).ToArray(), "model.onnx.data");
    }

    [TestMethod]
    public void NewExternalDataNeverTakesThePlaceOfTheOld()
    {
        using var project = new SmallProject();
        ExternalModel(project);
        project.Run();
        var before = project.Outputs();
        project.Write(SmallProject.Manifest.Replace("50%", "40%"));
        Assert.AreEqual(0, project.Run().ExitCode);
        var after = project.Outputs();
        Assert.HasCount(1, after.Except(before).ToArray(), "The data file has a name of its own content.");
        Assert.HasCount(before.Length, after, "The former data file is gone.");
        Assert.IsTrue(OnnxReader.Read(project.Artifact).IsOk);
    }

    [TestMethod]
    public void AnAppRuntimeThatDoesNotFitIsAWarning()
    {
        using var project = new SmallProject();
        var run = project.Run("--runtime-path", project.Path);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, "warning PB5102: The ONNX Runtime in ");
    }

    [TestMethod]
    public void JsonCarriesTheReportOfEachModel()
    {
        using var project = new SmallProject();
        var json = JsonNode.Parse(project.Run("--format", "json").Out)!;
        Assert.AreEqual(0, (int)json["exitCode"]!);
        Assert.IsTrue((bool)json["models"]![0]!["holds"]!);
        Assert.AreEqual(352.0, (double)json["models"]![0]!["measured"]!["flops"]!["original"]!);
    }

    [TestMethod]
    public void InMSBuildsFormFilesAreAbsolute()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("agreement: { min: 0.05 }", Failing));
        StringAssert.Contains(project.Run("--format", "msbuild").Error, $"{project.PathOf("prune.yaml")}(13,24): error PB4001: ");
    }

    [TestMethod]
    public void ACancelledRunWritesNothing()
    {
        using var project = new SmallProject();
        var run = ToolRun.Cancelled(project.Path, "run", "--cache", "none");
        Assert.AreEqual(130, run.ExitCode);
        Assert.IsEmpty(project.Outputs());
    }

    private static JsonArray Models(SmallProject project) =>
        JsonNode.Parse(File.ReadAllText(project.PathOf("lists", "models.json")))!["models"]!.AsArray();

    private static JsonArray Findings(SmallProject project)
    {
        var log = JsonNode.Parse(File.ReadAllText(project.PathOf("obj", "prune", "small", "report.sarif")));
        Assert.AreEqual("", string.Join("; ", SarifRules.Violations(log)));
        return log!["runs"]![0]!["results"]!.AsArray();
    }

    private static string?[] Rules(SmallProject project) => [.. Findings(project).Select(finding => (string?)finding!["ruleId"])];

    private static JsonNode Report(SmallProject project) =>
        JsonNode.Parse(File.ReadAllText(project.PathOf("obj", "prune", "small", "report.json")))!;

    private static void ExternalModel(SmallProject project)
    {
        File.WriteAllBytes(
            project.PathOf("model.onnx.data"), Enumerable.Repeat(BitConverter.GetBytes(1f), 8).SelectMany(bytes => bytes).ToArray());
        var proto = SampleModels.ScaledPerceptron.Proto.Clone();
        var scale = proto.Graph.Initializer.Single(tensor => tensor.Name == "scale");
        scale.ClearRawData();
        scale.DataLocation = PruneBuild.Onnx.Proto.TensorProto.Types.DataLocation.External;
        scale.ExternalData.Add(new PruneBuild.Onnx.Proto.StringStringEntryProto { Key = "location", Value = "model.onnx.data" });
        File.WriteAllBytes(project.PathOf("model.onnx"), Google.Protobuf.MessageExtensions.ToByteArray(proto));
    }
}
