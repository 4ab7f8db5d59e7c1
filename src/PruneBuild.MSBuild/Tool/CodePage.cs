using System;
using System.IO;

namespace PruneBuild.MSBuild.Tool;

/// <summary>The page that explains a code; the package carries them, so that the link works without a network.</summary>
internal static class CodePage
{
    /// <summary>Address of the page; null when there is none.</summary>
    public static string? Link(string? folder, string code)
    {
        var page = string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, code + ".md");
        return File.Exists(page) ? new Uri(Path.GetFullPath(page)).AbsoluteUri : null;
    }
}
