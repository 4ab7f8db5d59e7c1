using System.IO.Compression;
using System.Text.RegularExpressions;
using PruneBuild.Testing;

namespace PruneBuild.Packages.Tests;

/// <summary>Properties of the package that no other test sets: what each does, and what a wrong value says.</summary>
[TestClass]
public sealed partial class PropertyTests
{
    [TestMethod]
    public void EveryPropertyIsSetBySomeTest()
    {
        var root = SharedFolder.Repository();
        var properties = Property().Matches(File.ReadAllText(Path.Combine(root, "src", "PruneBuild.MSBuild", "README.md")))
            .Select(match => match.Groups[1].Value).Distinct().ToArray();
        var tests = string.Concat(new[] { "PruneBuild.Packages.Tests", "PruneBuild.MSBuild.Tests" }
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(root, "tests", project), "*.cs")).Select(File.ReadAllText));
        Assert.IsGreaterThan(15, properties.Length);
        Assert.AreEqual("", string.Join(", ", properties.Where(property => !tests.Contains($"{property}=", StringComparison.Ordinal)
            && !tests.Contains($"\"{property}\"", StringComparison.Ordinal)
            && !tests.Contains($"<{property}>", StringComparison.Ordinal))));
    }

    [TestMethod]
    public void PruneToolPathNamesAnotherToolAndPruneTimeoutEndsIt()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("The other tool is a shell script.");
        using var app = new AppProject();
        var tool = Tool().Match(app.Build().MustSucceed().Output).Groups[1].Value;
        var shipped = File.ReadAllBytes(app.Output);
        Script(app, "same.sh", $"echo \"$@\" > called.txt; exec dotnet exec '{tool}' \"$@\"");
        app.Build($"-p:PruneToolPath={app.PathOf("same.sh")}").MustSucceed();
        StringAssert.StartsWith(app.Read("called.txt"), "run --manifest ");

        Script(app, "slow.sh", "exec sleep 600");
        var stopped = app.Build($"-p:PruneToolPath={app.PathOf("slow.sh")}", "-p:PruneTimeout=1");
        Assert.AreEqual(1, stopped.ExitCode);
        StringAssert.Contains(string.Join('\n', stopped.Problems()), "error PB5203");
        CollectionAssert.AreEqual(shipped, File.ReadAllBytes(app.Output));

        app.Write("plain.sh", "");
        var plain = app.Build($"-p:PruneToolPath={app.PathOf("plain.sh")}");
        Assert.AreEqual("error PB5210 PruneBuild(0,0)", string.Join('\n', plain.Problems()));

        var missing = app.Build("-p:PruneToolPath=nowhere/dotnet-prune.dll");
        StringAssert.Contains(string.Join('\n', missing.Problems()), "error PB5201");
    }

    [TestMethod]
    public void PruneManifestNamesAnotherAndPruneRuntimePathMayHaveNoRuntime()
    {
        using var app = new AppProject();
        File.Move(app.PathOf("prune.yaml"), app.PathOf("other.yaml"));
        Directory.CreateDirectory(app.PathOf("nothing"));
        var build = app.Build("-p:PruneManifest=other.yaml", $"-p:PruneRuntimePath={app.PathOf("nothing")}").MustSucceed();
        Assert.IsTrue(build.Pruned);
        StringAssert.Contains(string.Join('\n', build.Problems()), "warning PB5102");

        app.Write("Program.cs", "");
        app.Write("Library.cs", "class Program { static void Main() { } }");
        var gone = app.Build("-p:PruneManifest=gone.yaml").MustSucceed();
        Assert.IsFalse(gone.StartedTheTool, "Without a manifest the package does nothing.");
        StringAssert.Contains(string.Join('\n', gone.Problems()), "warning PB1001");
    }

    [TestMethod]
    public void PropertiesWithUnknownValuesStopTheBuild()
    {
        using var app = new AppProject();
        foreach (var (property, value) in new[]
                 {
                     ("PruneEnabled", "flase"), ("PruneLockedMode", "1"), ("PruneCacheWrite", "ture"), ("PruneOnFail", "wrn"),
                     ("PruneDevice", "gpu"), ("PruneSeed", "-1"), ("PruneTimeout", "1h"),
                     ("PruneSeed", "2147483648"), ("PruneCache", "https://cache.example.com"), ("PruneCacheUrl", "ftp://cache.example.com"),
                     ("PruneGenerateClass", "flase"), ("PrunePack", "flase"),
                 })
        {
            var build = app.Build($"-p:{property}={value}");
            CollectionAssert.AreEqual(new[] { "error PB5206 App.csproj(0,0)" }, build.Problems().ToArray());
            StringAssert.Contains(build.Output, $"{property} is '{value}', which is none of its values");
        }

        Assert.IsFalse(File.Exists(app.Output));
        var empty = new[] { "Enabled", "Manifest", "LockedMode", "Timeout", "ToolPath", "GenerateClass", "Pack", "OutputDirectory" };
        Assert.IsTrue(app.Build([.. empty.Select(name => $"-p:Prune{name}=")]).MustSucceed().Pruned);
        StringAssert.StartsWith(app.Run()[0], "small pruned ");
        Assert.IsFalse(app.Build().MustSucceed().StartedTheTool, "An empty property is one that is not set.");
        app.DotNet("clean").MustSucceed();
        var sound = app.Build("-p:PruneEnabled=TRUE", "-p:PruneOnFail=Warn", "-p:PruneSeed=1234567890", "-p:PruneTimeout=3000000");
        Assert.IsTrue(sound.MustSucceed().Pruned);
    }

    [TestMethod]
    [DataRow("made")]
    [DataRow(".")]
    public void CleanLeavesWhatIsTheUsersInAFolderOfTheirs(string folder)
    {
        using var app = new AppProject();
        var output = $"-p:PruneOutputDirectory={folder}";
        app.Write($"{folder}/small/notes.txt", "mine");
        app.Write($"{folder}/report.md", "mine");
        app.Build(output).MustSucceed();
        app.DotNet("clean", output).MustSucceed();
        foreach (var kept in new[] { "App.csproj", "prune.yaml", "models/small.onnx", $"{folder}/small/notes.txt", $"{folder}/report.md" })
            Assert.IsTrue(File.Exists(app.PathOf(kept)), kept);
        CollectionAssert.AreEqual(
            new[] { "notes.txt" }, Directory.GetFiles(app.PathOf(folder, "small")).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void CleanRemovesWhatAManifestLeftThatIsGone()
    {
        using var app = new AppProject();
        app.Build().MustSucceed();
        File.Delete(app.PathOf("prune.yaml"));
        app.DotNet("clean").MustSucceed();
        Assert.IsFalse(Directory.Exists(app.PathOf("obj", "prune")));
        Assert.IsFalse(Directory.Exists(app.PathOf("obj", "Debug", "net10.0", "prune")));
    }

    [TestMethod]
    public void PrunePackFalseKeepsModelsOutOfThePackage()
    {
        using var library = new AppProject();
        library.Write("App.csproj", library.Read("App.csproj").Replace("<OutputType>Exe</OutputType>", "<PrunePack>false</PrunePack>"));
        library.Write(
            "Program.cs", "namespace App { public static class Answer { public static string Path => PrunedModels.Small.Path; } }");
        library.DotNet("pack", "-o", library.PathOf("..", "feed")).MustSucceed();
        using var package = ZipFile.OpenRead(library.PathOf("..", "feed", "App.1.0.0.nupkg"));
        Assert.IsNotNull(package.GetEntry("lib/net10.0/App.dll"));
        Assert.IsFalse(package.Entries.Any(entry => entry.FullName.StartsWith("buildTransitive/", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void PruneOutputDirectoryHasTheArtifactsAndPruneGenerateClassFalseLeavesTheClassOut()
    {
        using var app = new AppProject();
        app.Write("Program.cs", "System.Console.WriteLine(System.Type.GetType(\"App.PrunedModels\") is null);");
        app.Build("-p:PruneOutputDirectory=made", "-p:PruneGenerateClass=false").MustSucceed();
        CollectionAssert.AreEqual(File.ReadAllBytes(app.PathOf("made", "small", "small.onnx")), File.ReadAllBytes(app.Output));
        Assert.IsFalse(Directory.Exists(app.PathOf("obj", "prune")));
        CollectionAssert.AreEqual(new[] { "True" }, app.Run());
    }

    [TestMethod]
    public void PruneCacheUrlNamesACacheThatOtherCheckoutsReadOnceOneWritesIt()
    {
        using var app = new AppProject();
        app.CopyTo("../other");
        var shared = $"-p:PruneCacheUrl={app.PathOf("..", "shared")}";
        Assert.IsTrue(app.Build(shared).MustSucceed().Pruned);
        Assert.IsFalse(Directory.Exists(app.PathOf("..", "shared", "cas")), "Nothing is written unless asked for.");
        Assert.IsFalse(app.Build(shared, "-p:PruneCacheWrite=true").MustSucceed().Pruned);
        OtherReads();
        app.Write("prune.yaml", app.Read("prune.yaml").Replace("50%", "40%"));
        File.Copy(app.PathOf("prune.yaml"), app.PathOf("..", "other", "prune.yaml"), overwrite: true);
        Assert.IsTrue(app.Build(shared, "-p:PruneCacheWrite=true").MustSucceed().Pruned);
        OtherReads();

        void OtherReads()
        {
            var read = app.DotNet("build", app.PathOf("..", "other", "App.csproj"), shared).MustSucceed();
            Assert.IsFalse(read.Pruned);
            Assert.Contains("; from the cache", read.Output);
        }
    }

    private static void Script(AppProject app, string name, string text)
    {
        app.Write(name, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(app.PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [GeneratedRegex("exec (.*dotnet-prune.dll) run ")]
    private static partial Regex Tool();

    [GeneratedRegex("`(Prune[A-Z]\\w*)`(?=[^|]*\\|)")]
    private static partial Regex Property();
}
