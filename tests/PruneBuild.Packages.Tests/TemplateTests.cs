namespace PruneBuild.Packages.Tests;

/// <summary><c>dotnet new prune</c>, installed from the packed templates.</summary>
[TestClass]
public sealed class TemplateTests
{
    [TestMethod]
    [DataRow("50%")]
    [DataRow("40%", "--remove", "40%")]
    public void ANewAppBuildsPrunesAndRuns(string removed, params string[] options)
    {
        using var app = new AppProject(name: "Ring app");
        foreach (var file in Directory.GetFiles(app.Folder).Where(file => Path.GetFileName(file) != "nuget.config"))
            File.Delete(file);
        Directory.Delete(app.PathOf("models"), recursive: true);
        var package = Directory.GetFiles(Packages.Feed, "PruneBuild.Templates.*.nupkg").Single();
        New(app, "install", package);
        New(app, ["prune", "--output", app.Folder, "--skipRestore", .. options]);
        StringAssert.Contains(app.Read("prune.yaml"), $"remove: {{ flops: {removed} }}");
        Assert.IsTrue(File.Exists(app.PathOf("Ring app.csproj")), "The project has the folder's name.");
        var build = app.Build().MustSucceed();
        Assert.IsTrue(build.Pruned);
        Assert.IsEmpty(build.Problems());
        StringAssert.StartsWith(
            app.Run(app.PathOf("bin", "Debug", "net10.0", "Ring app.dll"))[0], "(0.5, 0.4) is in the ring, says a model of ");
    }

    /// <summary>A command of "dotnet new" whose templates are this test's own, and not the user's.</summary>
    private static void New(AppProject app, params string[] arguments)
    {
        using var program = app.Launch("dotnet", ["new", .. arguments, "--debug:custom-hive", app.PathOf("..", "hive")]);
        Assert.AreEqual(0, program.WaitForEnd(), program.Said);
    }
}
