namespace PruneBuild.Packages.Tests;

/// <summary>Kinds of apps, each built by the real SDK, and run.</summary>
[TestClass]
public sealed class ApplicationTests
{
    private const string Length = "new FileInfo(App.PrunedModels.Small.Path).Length";

    [TestMethod]
    public async Task AWebAppServesFromThePrunedModel()
    {
        using var app = new AppProject();
        app.Write("App.csproj", app.Read("App.csproj").Replace("Microsoft.NET.Sdk", "Microsoft.NET.Sdk.Web"));
        app.Write("Program.cs", $$"""
            var app = WebApplication.Create(args);
            app.MapGet("/", () => {{Length}});
            app.Run();
            """);
        app.Build().MustSucceed();
        Assert.AreEqual($"{Pruned(app)}", await Served(app, app.PathOf("bin", "Debug", "net10.0", "App.dll")));
        app.DotNet("publish", "--no-build", "-c", "Debug", "-o", app.PathOf("..", "out")).MustSucceed();
        Assert.AreEqual($"{Pruned(app)}", await Served(app, app.PathOf("..", "out", "App.dll")));
        Assert.IsTrue(File.Exists(app.PathOf("prune.lock.json")));
        Assert.IsFalse(File.Exists(app.PathOf("..", "out", "prune.lock.json")));
    }

    [TestMethod]
    public void AWebAppThatWouldServeTheOriginalIsRefused()
    {
        using var app = new AppProject(AppProject.Manifest.Replace("source: models/", "source: wwwroot/models/"));
        app.Write("App.csproj", app.Read("App.csproj").Replace("Microsoft.NET.Sdk", "Microsoft.NET.Sdk.Web"));
        app.Write("Program.cs", "WebApplication.Create(args).Run();");
        Directory.CreateDirectory(app.PathOf("wwwroot"));
        Directory.Move(app.PathOf("models"), app.PathOf("wwwroot", "models"));
        var build = app.Build();
        Assert.AreEqual(1, build.ExitCode);
        CollectionAssert.Contains(build.Problems().ToArray(), "error PB5209 prune.yaml(0,0)");
        app.Write("prune.yaml", app.Read("prune.yaml") + "    output: models/small.onnx\n");
        app.Build().MustSucceed();
    }

    private static async Task<string> Served(AppProject app, string assembly)
    {
        using var server = app.Launch("dotnet", "exec", assembly, "--urls", "http://127.0.0.1:0");
        var address = server.WaitFor("Now listening on:").Split(": ")[^1].Trim();
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(address));
    }

    [TestMethod]
    public void ATestProjectFindsThePrunedModel()
    {
        using var app = new AppProject();
        app.Write("App.csproj", app.Read("App.csproj")
            .Replace("<OutputType>Exe</OutputType>", "<IsTestProject>true</IsTestProject>").Replace("<ItemGroup>", """
                <ItemGroup>
                  <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
                  <PackageReference Include="MSTest.TestAdapter" Version="4.5.3" />
                  <PackageReference Include="MSTest.TestFramework" Version="4.5.3" />
                """));
        app.Write("Program.cs", $$"""
            [Microsoft.VisualStudio.TestTools.UnitTesting.TestClass]
            public class Tests
            {
                [Microsoft.VisualStudio.TestTools.UnitTesting.TestMethod]
                public void TheModelIsThere() => Microsoft.VisualStudio.TestTools.UnitTesting.Assert.IsTrue(App.PrunedModels.Small.IsPruned && {{Length}} > 0);
            }
            """);
        var test = app.DotNet("test").MustSucceed();
        StringAssert.Matches(test.Output, new("Passed: +1|Passed! |succeeded: 1"));
        Assert.AreEqual(1, test.TimesSaid("small: calibrating"));
    }

    [TestMethod]
    public void WatchingTheAppWatchesTheManifestAndItsData()
    {
        using var app = new AppProject();
        app.Build().MustSucceed();
        using var watch = app.Launch("dotnet", "watch", "--non-interactive", "build", "-v:n", "-tl:off");
        watch.WaitFor("Waiting for a file to change");
        app.Write("prune.yaml", AppProject.Manifest.Replace("0.05", "0.06"));
        watch.WaitFor("gate ≥ 0.06 holds");
        watch.WaitFor("Waiting for a file to change", 2);
        File.AppendAllText(app.PathOf("data.csv"), "1,1,1,1,1,1,1,1,0\n");
        watch.WaitFor("small: calibrating");
    }

    [TestMethod]
    public void ASolutionWithCentralVersionsBuilds()
    {
        using var app = new AppProject();
        app.Write("Directory.Packages.props", """
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><GlobalPackageReference Include="PruneBuild.MSBuild" Version="0.1.0" /></ItemGroup>
            </Project>
            """);
        app.Write(
            "Directory.Build.props", "<Project><PropertyGroup><UseArtifactsOutput>true</UseArtifactsOutput></PropertyGroup></Project>");
        app.Write("src/App/App.csproj", AppProject.PlainProject);
        app.Write("src/Plain/Plain.csproj", AppProject.PlainProject);
        app.Write("src/Plain/Program.cs", "Console.WriteLine(1);");
        app.Write("All.slnx", "<Solution><Project Path=\"src/App/App.csproj\" /><Project Path=\"src/Plain/Plain.csproj\" /></Solution>");
        foreach (var file in new[] { "Program.cs", "prune.yaml", "data.csv", "models/small.onnx" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(app.PathOf("src", "App", file))!);
            File.Move(app.PathOf(file), app.PathOf("src", "App", file));
        }

        File.Delete(app.PathOf("App.csproj"));
        var build = app.Build("All.slnx").MustSucceed();
        Assert.HasCount(1, build.Tasks("RunPrune"));
        var pruned = new FileInfo(app.PathOf("artifacts", "obj", "App", "prune", "small", "small.onnx")).Length;
        CollectionAssert.AreEqual(
            new[] { $"small pruned {pruned} True" }, app.Run(app.PathOf("artifacts", "bin", "App", "debug", "App.dll")));
    }

    /// <summary>A checkout on a file system that nobody can write to, as some build systems have it;
    /// what is built goes elsewhere, and the lock file is only read.</summary>
    [TestMethod]
    public void AReadOnlySourceTreeBuilds()
    {
        using var app = new AppProject();
        app.Build().MustSucceed();
        foreach (var folder in new[] { "bin", "obj" })
            Directory.Delete(app.PathOf(folder), recursive: true);
        var output = Directory.CreateDirectory(app.PathOf("..", "out")).FullName;
        const string script = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" && ! touch \"$1/x\" 2>&1 || exit 99; "
            + "cd \"$1\"; shift; exec \"$@\"";
        RunningProgram build;
        try
        {
            build = app.Launch(
                "unshare", "-rm", "bash", "-c", script, "bash", app.Folder, "dotnet", "build", "--nologo", "-m:1", "-v:n", "-tl:off",
                "-p:PruneLockedMode=true", "--artifacts-path", output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new AssertInconclusiveException("There is no unshare here.");
        }

        using (build)
        {
            var code = build.WaitForEnd();
            if (code == 99 || build.Said.StartsWith("unshare:", StringComparison.Ordinal))
                Assert.Inconclusive("This machine lets nobody mount.");
            Assert.AreEqual(0, code, build.Said);
        }

        StringAssert.Contains(app.Run(Path.Combine(output, "bin", "App", "debug", "App.dll"))[0], "small pruned ");
    }

    private static long Pruned(AppProject app) => new FileInfo(app.PathOf("obj", "prune", "small", "small.onnx")).Length;
}
