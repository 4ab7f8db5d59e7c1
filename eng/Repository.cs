using PruneBuild.Eng.Packing;

namespace PruneBuild.Eng;

/// <summary>The checkout that the commands work on, and the places in it that they agree on.</summary>
/// <param name="Root">The folder with PruneBuild.sln.</param>
internal sealed record Repository(string Root)
{
    /// <summary>The local NuGet feed; nuget.config names it as a source.</summary>
    public string Feed => Path.Combine(Root, "eng", "feed");

    /// <summary>Everything that builds and tests write.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The solution of all source and test projects.</summary>
    public string Solution => Path.Combine(Root, "PruneBuild.sln");

    /// <summary>The app that a newcomer builds and runs.</summary>
    public string SampleApp => Path.Combine(Root, "sample-app");

    /// <summary>The tool, as the Release build leaves it.</summary>
    public string BuiltTool => Path.Combine(Artifacts, "bin", "PruneBuild.Cli", "release", "dotnet-prune.dll");

    /// <summary>The tool once more for single systems, compiled ahead of time: a folder for each.</summary>
    public string ReadyToRunTools => Path.Combine(Artifacts, "ready-to-run");

    /// <summary>The tool that packages have for this machine.</summary>
    public string PackedTool =>
        Path.Combine(ReadyToRunTools, ReadyToRun.ThisSystem, "dotnet-prune.dll") is var compiled && File.Exists(compiled)
            ? compiled
            : BuiltTool;

    /// <summary>Finds the checkout from the current folder upwards, else from the place of this program.</summary>
    public static Repository Find() =>
        FindAbove(Environment.CurrentDirectory) ?? FindAbove(AppContext.BaseDirectory)
        ?? throw new EngFailure("no PruneBuild.sln in this folder or above it; run it inside a checkout");

    private static Repository? FindAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "PruneBuild.sln")))
                return new Repository(folder.FullName);
        return null;
    }
}
