using PruneBuild.Testing;

namespace PruneBuild.Packages.Tests;

/// <summary>A build that is stopped while it prunes stops the tool, leaves what was there, and the next build is right.</summary>
[TestClass]
public sealed class CancellationTests
{
    /// <summary>INT is what Ctrl+C sends, TERM what a CI agent sends; KILL gives the build no chance to stop anything.</summary>
    [TestMethod]
    [DataRow("INT")]
    [DataRow("TERM")]
    [DataRow("KILL")]
    public void AStoppedBuildStopsTheToolAndLeavesTheModelOfTheBuildBefore(string signal)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has no signals.");
        using var app = new AppProject();
        app.Build().MustSucceed();
        var (shipped, artifact) = (File.ReadAllBytes(app.Output), app.PathOf("obj", "prune", "small", "small.onnx"));

        var data = File.ReadAllLines(app.PathOf("data.csv"));
        File.WriteAllLines(app.PathOf("data.csv"), [data[0], .. Enumerable.Repeat(data[1..], 3000).SelectMany(lines => lines)]);
        // Programs that a shell started in the background ignore INT, and so do those that they start.
        using var build = app.Launch("env", "--default-signal=INT", "dotnet", "build", "--nologo", "-m:1", "-v:n", "-tl:off");
        build.WaitFor("small: ");
        var tool = Tools(app).Single();
        RunningProgram.Signal(tool, "STOP"); // On a busy machine it could be done before anything reaches it.
        build.Signal(signal);
        Eventually.Holds(() => build.HasEnded || IsGone(tool) || IsAsked(tool), () => "The build neither ends nor stops the tool.");
        RunningProgram.Signal(tool, "CONT");
        build.WaitForEnd(); // With which exit code is the business of dotnet, which ends as 0 on TERM.
        Eventually.Holds(() => IsGone(tool), () => "The build has ended, and the tool still runs.");

        CollectionAssert.AreEqual(shipped, File.ReadAllBytes(app.Output));
        CollectionAssert.AreEqual(shipped, File.ReadAllBytes(artifact));
        File.WriteAllLines(app.PathOf("data.csv"), [.. data, data[1]]);
        Assert.IsTrue(app.Build().MustSucceed().Pruned);
        CollectionAssert.AreEqual(File.ReadAllBytes(artifact), File.ReadAllBytes(app.Output));
        Assert.IsEmpty(
            Directory.EnumerateFileSystemEntries(app.PathOf("obj", "prune"), ".staging-*"), "What the stopped run put aside is gone.");
    }

    /// <summary>Ids of the tools that work for this project.</summary>
    private static int[] Tools(AppProject app) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture))
            .Where(id => CommandLine(id) is { } line
                && line.Contains("dotnet-prune.dll", StringComparison.Ordinal)
                && line.Contains(app.Folder, StringComparison.Ordinal)),
    ];

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Whether the process has ended; one that nobody has waited for has, too.</summary>
    private static bool IsGone(int id) => CommandLine(id).Length == 0;

    /// <summary>Whether signals wait for a process that is held.</summary>
    private static bool IsAsked(int id)
    {
        try
        {
            return File.ReadLines($"/proc/{id}/status").Any(line => line.StartsWith("ShdPnd:", StringComparison.Ordinal)
                && line.AsSpan("ShdPnd:".Length).Trim().ContainsAnyExcept('0'));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
