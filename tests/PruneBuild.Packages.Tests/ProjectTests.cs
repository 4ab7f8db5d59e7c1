namespace PruneBuild.Packages.Tests;

/// <summary>Folders, languages, several projects, clean and rebuild.</summary>
[TestClass]
public sealed class ProjectTests
{
    [TestMethod]
    public void ProjectsWithOneModelPruneItOnce()
    {
        using var app = new AppProject();
        foreach (var name in new[] { "one", "two" })
            app.CopyTo($"../{name}");
        app.Write("../All.proj", """
            <Project>
              <ItemGroup><Each Include="one/App.csproj;two/App.csproj" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Each)" Targets="Restore" Properties="Restoring=true" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Each)" Targets="Build" BuildInParallel="true" Properties="PruneCache=$(MSBuildThisFileDirectory)cache" /></Target>
            </Project>
            """);
        app.DotNet("msbuild", "../All.proj", "-t:Restore").MustSucceed();
        var build = app.DotNet("msbuild", "../All.proj", "-t:Build", "-m:8").MustSucceed();
        Assert.AreEqual(1, build.TimesSaid("small: calibrating"), build.Output);
        Assert.Contains("; from the cache", build.Output);
        CollectionAssert.AreEqual(
            File.ReadAllBytes(app.PathOf("..", "one", "bin", "Debug", "net10.0", "models", "small.onnx")),
            File.ReadAllBytes(app.PathOf("..", "two", "bin", "Debug", "net10.0", "models", "small.onnx")));
    }

    [TestMethod]
    public void ProjectsSideBySideHaveAClassEach()
    {
        using var app = new AppProject();
        foreach (var name in new[] { "One", "Two" })
        {
            app.Write($"{name}.csproj", app.Read("App.csproj").Replace("<ItemGroup>", $"<ItemGroup><Compile Include=\"{name}.cs\" />")
                .Replace("<Nullable>", "<EnableDefaultCompileItems>false</EnableDefaultCompileItems><Nullable>"));
            app.Write($"{name}.cs", $"Console.WriteLine({name}.PrunedModels.Small.Name);");
        }

        foreach (var name in new[] { "One", "Two" })
            app.Build($"{name}.csproj").MustSucceed();
        Assert.IsEmpty(app.Build("One.csproj").MustSucceed().Tasks("Csc"), "The class of Two is not that of One.");
    }

    [TestMethod]
    public void AFolderMayHaveAnyName()
    {
        using var app = new AppProject(name: "ä p'p #1 50% (x)");
        var build = app.Build().MustSucceed();
        StringAssert.Contains(app.Run()[0], "small pruned ");
        Assert.IsTrue(build.StartedTheTool);
        Assert.IsFalse(app.Build().MustSucceed().StartedTheTool);
    }

    [TestMethod]
    [DataRow(
        "fs", "fsproj",
        "printfn \"%d\" (System.IO.FileInfo(System.IO.Path.Combine(System.AppContext.BaseDirectory, \"models\", "
        + "\"small.onnx\"))).Length\n")]
    [DataRow("vb", "vbproj", "Module M\n  Sub Main()\n    System.Console.WriteLine(New "
        + "System.IO.FileInfo(System.IO.Path.Combine(System.AppContext.BaseDirectory, \"models\", \"small.onnx\")).Length)\n"
        + "  End Sub\nEnd Module\n")]
    public void OtherLanguagesShipTheModelToo(string language, string project, string program)
    {
        using var app = new AppProject();
        var text = app.Read("App.csproj");
        File.Delete(app.PathOf("App.csproj"));
        File.Delete(app.PathOf("Program.cs"));
        app.Write($"App.{project}", language == "fs"
            ? text.Replace("<ItemGroup>", "<ItemGroup><Compile Include=\"Program.fs\" />").Replace("<Nullable>enable</Nullable>", "")
            : text);
        app.Write($"Program.{language}", program);
        app.Build().MustSucceed();
        string[] said = [$"{new FileInfo(app.PathOf("obj", "prune", "small", "small.onnx")).Length}"];
        CollectionAssert.AreEqual(said, app.Run());
        Assert.IsFalse(app.DotNet("publish", "--no-build", "-c", "Debug", "-o", app.PathOf("..", "out")).MustSucceed().StartedTheTool);
        CollectionAssert.AreEqual(said, app.Run(app.PathOf("..", "out", "App.dll")));
    }

    [TestMethod]
    public void ARebuildTakesThePrunedModelFromTheCache()
    {
        using var app = new AppProject();
        var cache = $"-p:PruneCache={app.PathOf("..", "cache")}";
        app.Build(cache).MustSucceed();
        var shipped = File.ReadAllBytes(app.Output);
        var again = app.Build(cache, "--no-incremental").MustSucceed();
        Assert.IsFalse(again.Pruned);
        Assert.IsNotEmpty(again.Tasks("Csc"));
        CollectionAssert.AreEqual(shipped, File.ReadAllBytes(app.Output));
    }

    [TestMethod]
    public void CleanRemovesOutputsAndTheCacheSparesThePruning()
    {
        using var app = new AppProject();
        var cache = $"-p:PruneCache={app.PathOf("..", "cache")}";
        app.Build(cache).MustSucceed();
        app.DotNet("clean", cache).MustSucceed();
        Assert.IsFalse(File.Exists(app.Output));
        Assert.IsFalse(Directory.Exists(app.PathOf("obj", "prune")));
        var again = app.Build(cache).MustSucceed();
        Assert.IsFalse(again.Pruned);
        Assert.IsTrue(File.Exists(app.Output));
    }
}
