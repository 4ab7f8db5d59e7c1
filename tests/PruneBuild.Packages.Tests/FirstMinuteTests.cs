using PruneBuild.Testing;

namespace PruneBuild.Packages.Tests;

/// <summary>README's first minute, line by line, as somebody would type it, and the code of the package's page.</summary>
[TestClass]
public sealed class FirstMinuteTests
{
    [TestMethod]
    public void EveryLineWorksAsItIsWritten()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("The lines are for a POSIX shell.");
        using var start = new AppProject();
        var lines = Lines();
        Assert.HasCount(5, lines);
        // What README's reader brings: a model called sentiment, and data.
        Directory.CreateDirectory(start.PathOf("brought", "models"));
        Directory.CreateDirectory(start.PathOf("brought", "data"));
        File.Copy(start.PathOf("models", "small.onnx"), start.PathOf("brought", "models", "sentiment.onnx"));
        start.Write("brought/data/train.tsv", start.Read("data.csv").Replace(',', '\t'));
        foreach (var name in new[] { "App.csproj", "Program.cs", "prune.yaml", "data.csv" })
            File.Delete(start.PathOf(name));
        start.Write(".config/dotnet-tools.json", """{ "version": 1, "isRoot": true, "tools": {} }""");

        var script = string.Join('\n', lines.Select(
            line => line.Contains("copy your model", StringComparison.Ordinal) ? $"{line.Split('#')[0]}\ncp -r ../brought/. ." : line));
        using var shell = start.Launch("bash", "-c", $"set -ex\n{script}\ntest -f prune.yaml\n"
            + "test -f bin/Debug/net10.0/models/sentiment.onnx\n! cmp -s models/sentiment.onnx bin/Debug/net10.0/models/sentiment.onnx");
        Assert.AreEqual(0, shell.WaitForEnd(), shell.Said);
    }

    /// <summary>Each line of code opens the model in ONNX Runtime, in a project as <c>dotnet new console</c> makes it.</summary>
    [TestMethod]
    public void TheCodeOfThePackagesPageRuns()
    {
        using var app = new AppProject(AppProject.Manifest.Replace("small:", "sentiment:"));
        app.Write("App.csproj", app.Read("App.csproj")
            .Replace("<ItemGroup>", "<ItemGroup><PackageReference Include=\"Microsoft.ML.OnnxRuntime\" Version=\"1.29.0\" />"));
        var lines = Block("src/PruneBuild.MSBuild/README.md", "using var session");
        Assert.HasCount(2, lines);
        app.Write("Program.cs", "using Microsoft.ML.OnnxRuntime;\n"
            + string.Join('\n', lines.Select(line => $"{{\n{line}\nSystem.Console.WriteLine(session.InputNames[0]);\n}}")));
        app.Build().MustSucceed();
        CollectionAssert.AreEqual(new[] { "x", "x" }, app.Run());
    }

    private static string[] Lines() => Block("README.md", "dotnet new console");

    private static string[] Block(string page, string start) =>
        MarkdownBlock.Of(Path.Combine(SharedFolder.Repository(), page))
            .Single(block => block.Text.StartsWith(start, StringComparison.Ordinal)).Text.Split('\n');
}
