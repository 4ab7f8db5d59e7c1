using System;
using System.IO;
using System.Linq;

namespace PruneBuild.MSBuild.Tool;

/// <summary>The <c>dotnet</c> that runs the tool.</summary>
internal static class DotNet
{
    /// <summary>The host as given, else the one on the path; the bare name, for the system to complain about, when there is none.</summary>
    public static string Find(string? host)
    {
        if (File.Exists(host))
            return host!;
        var name = Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists) ?? name;
    }
}
