namespace PruneBuild.Packages.Tests;

[TestClass]
public sealed class BuildTests
{
    [TestMethod]
    public void ABuildPrunesAndTheAppRunsOnThePrunedModel()
    {
        using var app = new AppProject();
        var build = app.Build().MustSucceed();
        Assert.IsTrue(build.Pruned);
        StringAssert.Contains(build.Output, "small: osscar, 50 % of FLOPs: agreement ");
        var bytes = new FileInfo(app.Output).Length;
        Assert.IsLessThan(new FileInfo(app.PathOf("models", "small.onnx")).Length, bytes);
        CollectionAssert.AreEqual(new[] { $"small pruned {bytes} True" }, app.Run());
    }

    [TestMethod]
    public void ASecondBuildStartsNoProcess()
    {
        using var app = new AppProject();
        app.Build().MustSucceed();
        var again = app.Build().MustSucceed();
        Assert.IsFalse(again.StartedTheTool, "The tool was started.");
        Assert.IsEmpty(again.Tasks("Csc"), "The compiler was started.");
        Assert.IsEmpty(again.Tasks("Exec"));
    }

    [TestMethod]
    public void AChangedGateIsJudgedWithoutPruning()
    {
        using var app = new AppProject();
        app.Build().MustSucceed();
        var written = File.GetLastWriteTimeUtc(app.PathOf("obj", "prune", "small", "small.onnx"));
        app.Write("prune.yaml", AppProject.Manifest.Replace("min: 0.05", "min: 0.06"));
        var again = app.Build().MustSucceed();
        Assert.IsTrue(again.StartedTheTool);
        Assert.IsFalse(again.Pruned);
        StringAssert.Contains(again.Output, "gate ≥ 0.06 holds");
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(app.PathOf("obj", "prune", "small", "small.onnx")));
        Assert.IsFalse(app.Build().MustSucceed().StartedTheTool);
    }

    [TestMethod]
    public void AFailedGateStopsTheBuildAtItsLineAndShipsNothing()
    {
        using var app = new AppProject(AppProject.Manifest.Replace("agreement: { min: 0.05 }", AppProject.FailingGate));
        var build = app.Build();
        Assert.AreEqual(1, build.ExitCode, build.Output);
        CollectionAssert.AreEquivalent(
            new[] { "error PB4001 prune.yaml(12,20)", AppProject.MadeUpLabels }, build.Problems().ToArray(), build.Output);
        Assert.IsFalse(File.Exists(app.Output));
        Assert.IsFalse(File.Exists(app.PathOf("prune.lock.json")));
    }

    [TestMethod]
    public void AGateThatFailsLaterLeavesTheModelOfTheBuildBefore()
    {
        using var app = new AppProject();
        app.Build().MustSucceed();
        var shipped = File.ReadAllBytes(app.Output);
        app.Write("prune.yaml", AppProject.Manifest.Replace("agreement: { min: 0.05 }", AppProject.FailingGate).Replace("50%", "75%"));
        Assert.AreEqual(1, app.Build().ExitCode);
        CollectionAssert.AreEqual(shipped, File.ReadAllBytes(app.Output));
        CollectionAssert.AreEqual(shipped, File.ReadAllBytes(app.PathOf("obj", "prune", "small", "small.onnx")));
    }

    [TestMethod]
    public void KeepOriginalShipsTheOriginalWithAWarning()
    {
        using var app = new AppProject(
            AppProject.Manifest.Replace("agreement: { min: 0.05 }", AppProject.FailingGate) + "    on-fail: keep-original\n");
        var build = app.Build().MustSucceed();
        CollectionAssert.AreEquivalent(
            new[] { "warning PB4001 prune.yaml(12,20)", AppProject.MadeUpLabels }, build.Problems().ToArray(), build.Output);
        StringAssert.Contains(build.Output, "The original ships instead.");
        CollectionAssert.AreEqual(File.ReadAllBytes(app.PathOf("models", "small.onnx")), File.ReadAllBytes(app.Output));
        StringAssert.Contains(app.Run()[0], "small original ");
    }

    [TestMethod]
    public void PublishCarriesThePrunedModel()
    {
        using var app = new AppProject();
        app.DotNet("publish", "-o", app.PathOf("out")).MustSucceed();
        var published = app.PathOf("out", "models", "small.onnx");
        CollectionAssert.AreEqual(File.ReadAllBytes(app.PathOf("obj", "prune", "small", "small.onnx")), File.ReadAllBytes(published));
        StringAssert.Contains(app.Run(app.PathOf("out", "App.dll"))[0], "small pruned ");
    }

    [TestMethod]
    public void PublishWithoutABuildStartsNothingAndShipsWhatWasBuiltOrSaysThatItIsGone()
    {
        using var app = new AppProject();
        app.Build("-p:PruneOutputDirectory=made").MustSucceed();
        var shipped = File.ReadAllBytes(app.Output);
        app.WriteModel(40);
        string[] publish = ["--no-build", "-c", "Debug", "-p:PruneOutputDirectory=made", "-o", app.PathOf("..", "out")];
        Assert.IsFalse(app.DotNet("publish", publish).MustSucceed().StartedTheTool);
        CollectionAssert.AreEqual(shipped, File.ReadAllBytes(app.PathOf("..", "out", "models", "small.onnx")));

        File.Copy(app.PathOf("models", "small.onnx"), app.PathOf("made", "small", "small.onnx"), overwrite: true);
        StringAssert.Contains(string.Join('\n', app.DotNet("publish", publish).Problems()), "error PB5208 small.onnx");
        File.Delete(app.PathOf("made", "small", "small.onnx"));
        StringAssert.Contains(string.Join('\n', app.DotNet("publish", publish).Problems()), "error PB5207 small.onnx");
        Directory.Delete(app.PathOf("obj", "Debug", "net10.0", "prune"), recursive: true);
        StringAssert.Contains(string.Join('\n', app.DotNet("publish", publish).Problems()), "error PB5207 App.csproj");
        Assert.IsTrue(app.Build("-p:PruneOutputDirectory=made").MustSucceed().Pruned);
    }

    [TestMethod]
    [DataRow("App.dll")]
    [DataRow("App.deps.json")]
    [DataRow("App.runtimeconfig.json")]
    public void AModelInThePlaceOfAFileOfTheAppIsRefused(string path)
    {
        using var app = new AppProject(AppProject.Manifest + $"    output: {path}\n");
        var build = app.Build();
        Assert.AreEqual(1, build.ExitCode, build.Output);
        Assert.Contains("error PB1012 prune.yaml(0,0)", build.Problems());
        app.Write("prune.yaml", AppProject.Manifest);
        app.Build().MustSucceed();
        StringAssert.StartsWith(app.Run()[0], "small pruned ");
    }

    /// <summary>A folder in its place refuses a file as a full disk does: at every one that the tasks themselves write.</summary>
    [TestMethod]
    [DataRow("state.txt")]
    [DataRow("stamp.txt")]
    [DataRow("checked.txt")]
    [DataRow("App.PrunedModels.g.cs")]
    public void AFileThatCannotBeWrittenIsAnErrorOfTheBuildAndNoFaultOfATask(string file)
    {
        using var app = new AppProject();
        Directory.CreateDirectory(app.PathOf("obj", "Debug", "net10.0", "prune", file));
        var build = app.Build();
        Assert.AreEqual(1, build.ExitCode);
        Assert.AreEqual(
            "error PB5100 PruneBuild(0,0)",
            string.Join(", ", build.Problems().Where(problem => problem.StartsWith("error", StringComparison.Ordinal))), build.Output);
        StringAssert.Contains(build.Output, Path.Combine("prune", file));
    }

    [TestMethod]
    public void AResourceIsInTheAssemblyAndNotBesideIt()
    {
        using var app = new AppProject(AppProject.Manifest + "    output: { path: models/small.onnx, as: resource }\n");
        app.Build().MustSucceed();
        Assert.IsFalse(File.Exists(app.Output));
        var bytes = new FileInfo(app.PathOf("obj", "prune", "small", "small.onnx")).Length;
        CollectionAssert.AreEqual(new[] { $"small pruned {bytes} True" }, app.Run());
    }

    /// <summary>Properties that editors set when they load a project: the class of the last build is there, and nothing is pruned,
    /// whatever changed.</summary>
    [TestMethod]
    [DataRow(
        "Visual Studio",
        "DesignTimeBuild=true;BuildingInsideVisualStudio=true;BuildingProject=false;BuildProjectReferences=false;"
        + "SkipCompilerExecution=true;ProvideCommandLineArgs=true;DesignTimeSilentResolution=true;ContinueOnError=ErrorAndContinue")]
    [DataRow("C# Dev Kit", "DesignTimeBuild=true;BuildingProject=false;BuildProjectReferences=false;SkipCompilerExecution=true;"
        + "ProvideCommandLineArgs=true;ContinueOnError=ErrorAndContinue;NonExistentFile=__NonExistentSubDir__\\__NonExistentFile__;"
        + "ShouldUnsetParentConfigurationAndPlatform=false")]
    [DataRow("OmniSharp", "DesignTimeBuild=true;BuildingInsideVisualStudio=true;BuildProjectReferences=false;"
        + "_ResolveReferenceDependencies=true;SkipCompilerExecution=true;ProvideCommandLineArgs=true")]
    public void ADesignTimeBuildNeverPrunes(string editor, string properties)
    {
        using var app = new AppProject();
        app.DotNet("restore").MustSucceed();
        string[] design = ["-t:Compile", .. properties.Split(';').Select(property => $"-p:{property}"), "-getItem:Compile"];
        var before = app.DotNet("msbuild", design);
        Assert.IsFalse(before.StartedTheTool, $"{editor}: {before.Output}");
        Assert.IsFalse(Directory.Exists(app.PathOf("obj", "prune")), editor);
        app.Build().MustSucceed();
        File.AppendAllText(app.PathOf("data.csv"), "1,1,1,1,1,1,1,1,0\n");
        var after = app.DotNet("msbuild", design).MustSucceed();
        Assert.IsFalse(after.StartedTheTool, $"{editor}: {after.Output}");
        StringAssert.Contains(after.Output, "PrunedModels.g.cs", editor);
    }

    [TestMethod]
    public void WithoutPruningTheOriginalShips()
    {
        using var app = new AppProject();
        var build = app.Build("-p:PruneEnabled=false").MustSucceed();
        Assert.IsFalse(build.Pruned);
        CollectionAssert.AreEqual(File.ReadAllBytes(app.PathOf("models", "small.onnx")), File.ReadAllBytes(app.Output));
    }

    [TestMethod]
    public void WithoutAManifestThePackageDoesNothing()
    {
        using var app = new AppProject();
        File.Delete(app.PathOf("prune.yaml"));
        app.Write("Program.cs", "Console.WriteLine(\"plain\");");
        var build = app.Build().MustSucceed();
        Assert.IsFalse(build.StartedTheTool);
        Assert.IsEmpty(build.Tasks("CheckPruneState"));
        CollectionAssert.AreEqual(new[] { "plain" }, app.Run());
    }
}
