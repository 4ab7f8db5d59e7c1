namespace PruneBuild.Packages.Tests;

/// <summary>What changed × what must happen.</summary>
[TestClass]
public sealed class IncrementalTests
{
    private const string Failing = "agreement: { min: 0.05 }\n      size: { max: 10 B }";

    /// <summary>One app, changed step by step: each line is a cell of the table.</summary>
    [TestMethod]
    public void EachChangeCostsWhatItMustAndNoMore()
    {
        using var app = new AppProject();
        app.Build().MustSucceed();

        Expect(app, "nothing", Work.None, () => { });
        Expect(app, "a comment in the manifest", Work.Judge, () => app.Write("prune.yaml", "# more\n" + AppProject.Manifest));
        Expect(app, "a gate", Work.Judge, () => app.Write("prune.yaml", AppProject.Manifest.Replace("0.05", "0.06")));
        Expect(app, "source code", Work.None, () => File.AppendAllText(app.PathOf("Program.cs"), "// more\n"));
        Expect(app, "the copy in bin is gone", Work.None, () => File.Delete(app.Output));
        Expect(
            app, "the generated class is gone", Work.None,
            () => File.Delete(app.PathOf("obj", "Debug", "net10.0", "prune", "App.PrunedModels.g.cs")));
        Expect(
            app, "the generated class is cut short", Work.None,
            () => app.Write("obj/Debug/net10.0/prune/App.PrunedModels.g.cs", "// <auto"));
        Expect(
            app, "the list of models is gone", Work.Judge,
            () => File.Delete(app.PathOf("obj", "Debug", "net10.0", "prune", "models.json")));
        Expect(
            app, "the time of the model, not its content", Work.Judge,
            () => File.SetLastWriteTimeUtc(app.PathOf("models", "small.onnx"), DateTime.UtcNow));
        Expect(app, "the lock file is gone", Work.Judge, () => File.Delete(app.PathOf("prune.lock.json")));
        Expect(app, "data", Work.Prune, () => File.AppendAllText(app.PathOf("data.csv"), "1,1,1,1,1,1,1,1,0\n"));
        Expect(app, "how much goes", Work.Prune, () => app.Write("prune.yaml", AppProject.Manifest.Replace("50%", "40%")));
        Expect(app, "the model", Work.Prune, () => app.WriteModel(48));
        File.Copy(app.PathOf("models", "small.onnx"), app.PathOf("..", "former.onnx"));
        File.SetLastWriteTimeUtc(app.PathOf("..", "former.onnx"), new DateTime(2020, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        Expect(app, "another model", Work.Prune, () => app.WriteModel(40));
        Expect(
            app, "the model, by an older file", Work.Prune,
            () => File.Move(app.PathOf("..", "former.onnx"), app.PathOf("models", "small.onnx"), overwrite: true));
        Expect(
            app, "the artifact is damaged", Work.Prune, () => File.AppendAllText(app.PathOf("obj", "prune", "small", "small.onnx"), "x"));
        Expect(app, "the seed", Work.Prune, () => { }, "-p:PruneSeed=3");
        Assert.IsTrue(File.Exists(app.PathOf("prune.lock.json")));
    }

    /// <summary>What the project says, without a change to any file.</summary>
    [TestMethod]
    [DataRow("-p:PruneOnFail=warn")]
    [DataRow("-p:PruneDevice=cpu")]
    [DataRow("-p:PruneLockedMode=true")]
    [DataRow("-p:PruneToolArguments=--verbosity d")]
    public void AChangedPropertyIsJudgedThereAndBack(string property)
    {
        using var app = new AppProject();
        app.Build().MustSucceed();
        Expect(app, property, Work.Judge, () => { }, property);
        Expect(app, $"without {property}", Work.Judge, () => { });
    }

    /// <summary>What the last good build left is as it was, and so is all that it read.</summary>
    [TestMethod]
    public void DataThatWasGoneAndIsBackNeedsNothing()
    {
        using var app = new AppProject();
        app.Build().MustSucceed();
        File.Move(app.PathOf("data.csv"), app.PathOf("gone.csv"));
        Assert.AreEqual(1, app.Build().ExitCode);
        Expect(app, "the data is back", Work.None, () => File.Move(app.PathOf("gone.csv"), app.PathOf("data.csv")));
    }

    [TestMethod]
    public void AnotherOutputPathMovesTheModelWithoutPruning()
    {
        using var app = new AppProject();
        app.Build().MustSucceed();
        Expect(
            app, "the output path", Work.Judge,
            () => app.Write("prune.yaml", AppProject.Manifest + "    output: { path: lib/other.onnx }\n"));
        Assert.IsTrue(File.Exists(app.PathOf("bin", "Debug", "net10.0", "lib", "other.onnx")));
        Assert.IsFalse(File.Exists(app.Output), "The copy at the former place is gone.");
    }

    [TestMethod]
    public void AFailedBuildIsRepeatedUntilItsCauseIsMended()
    {
        using var app = new AppProject(AppProject.Manifest.Replace("agreement: { min: 0.05 }", Failing));
        Assert.AreEqual(1, app.Build().ExitCode);
        Assert.AreEqual(1, app.Build().ExitCode, "A gate that failed fails again.");
        app.Write("prune.yaml", AppProject.Manifest);
        app.Build().MustSucceed();
    }

    private static void Expect(AppProject app, string what, Work work, Action change, params string[] arguments)
    {
        change();
        var build = app.Build(arguments).MustSucceed();
        Assert.AreEqual(work, build.Pruned ? Work.Prune : build.StartedTheTool ? Work.Judge : Work.None, what);
        CollectionAssert.AreEqual(
            File.ReadAllBytes(Directory.GetFiles(app.PathOf("obj", "prune", "small"), "*.onnx").Single()),
            File.ReadAllBytes(Directory.GetFiles(app.PathOf("bin", "Debug", "net10.0"), "*.onnx", SearchOption.AllDirectories).Single()),
            what);
        Assert.IsFalse(app.Build(arguments).MustSucceed().StartedTheTool, $"{what}: the build after it has nothing to do");
    }

    private enum Work
    {
        None,
        Judge,
        Prune,
    }
}
