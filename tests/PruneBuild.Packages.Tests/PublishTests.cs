using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace PruneBuild.Packages.Tests;

/// <summary>Ways to publish an app that need more of the SDK's packs than a machine has at first, and minutes:
/// <c>eng -- matrix</c> runs them.</summary>
[TestClass]
public sealed partial class PublishTests
{
    private static readonly string Runtime = $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-"
        + $"{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";

    [TestMethod]
    [DataRow("single-file", "<PublishSingleFile>true</PublishSingleFile><SelfContained>false</SelfContained>")]
    [DataRow("self-extracting single-file",
        "<PublishSingleFile>true</PublishSingleFile><SelfContained>false</SelfContained>"
        + "<IncludeAllContentForSelfExtract>true</IncludeAllContentForSelfExtract>")]
    [DataRow("self-contained", "<SelfContained>true</SelfContained>")]
    [DataRow("self-contained single-file", "<PublishSingleFile>true</PublishSingleFile><SelfContained>true</SelfContained>")]
    [DataRow("trimmed", "<PublishTrimmed>true</PublishTrimmed><SelfContained>true</SelfContained>")]
    [DataRow("ReadyToRun", "<PublishReadyToRun>true</PublishReadyToRun><SelfContained>false</SelfContained>")]
    [DataRow("Native AOT", "<PublishAot>true</PublishAot>")]
    public void APublishedAppRunsOnThePrunedModel(string kind, string properties)
    {
        Packages.RequireMatrix();
        using var app = new AppProject();
        app.Write("App.csproj", app.Read("App.csproj")
            .Replace("</PropertyGroup>", $"<RuntimeIdentifier>{Runtime}</RuntimeIdentifier>{properties}</PropertyGroup>")
            .Replace("<ItemGroup>", "<ItemGroup><PackageReference Include=\"Microsoft.ML.OnnxRuntime\" Version=\"1.29.0\" />"));
        // A trimmed app that loads the model in ONNX Runtime, and not only its bytes.
        app.Write("Program.cs", """
            using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(App.PrunedModels.Small.Path);
            using var input = Microsoft.ML.OnnxRuntime.OrtValue.CreateTensorValueFromMemory(new float[8], [1, 8]);
            using var outputs = session.Run(new Microsoft.ML.OnnxRuntime.RunOptions(), ["x"], [input], ["y"]);
            Console.WriteLine($"{outputs[0].GetTensorDataAsSpan<float>().Length} scores of {new FileInfo(App.PrunedModels.Small.Path).Length} bytes");
            """);
        app.Write("nuget.config", app.Read("nuget.config").Replace("<clear />", ""));
        if (app.DotNet("restore") is { ExitCode: not 0 } restore)
            Assert.Inconclusive(Missing(restore.Output));
        var output = app.PathOf("..", "out");
        var publish = app.DotNet("publish", "--no-restore", "-o", output).MustSucceed();
        Assert.AreEqual(1, publish.TimesSaid("small: calibrating"));
        var pruned = new FileInfo(app.PathOf("obj", "prune", "small", "small.onnx")).Length;
        using var run = app.Launch(Path.Combine(output, OperatingSystem.IsWindows() ? "App.exe" : "App"));
        run.WaitFor($"3 scores of {pruned} bytes");
        Assert.AreEqual(0, run.WaitForEnd());
        if (kind.Contains("single-file", StringComparison.Ordinal) || kind == "Native AOT")
            Assert.IsFalse(File.Exists(Path.Combine(output, "App.dll")), "It is one file.");
    }

    /// <summary>The packs that no source has, by NuGet's own words; all it said when that is not why it failed.</summary>
    private static string Missing(string restore)
    {
        var packs = Unknown().Matches(restore).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal).ToArray();
        return packs.Length > 0 ? $"no package source here has {string.Join(", ", packs)}" : restore;
    }

    [GeneratedRegex(@"NU110[12]: Unable to find package ([\w.]*\w)")]
    private static partial Regex Unknown();
}
