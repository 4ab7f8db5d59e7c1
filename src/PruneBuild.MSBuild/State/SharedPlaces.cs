using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PruneBuild.MSBuild.State;

/// <summary>Files of several projects that are copied to one place: the last copied is the one that stays.</summary>
internal static class SharedPlaces
{
    /// <summary>Places where another file would take a pruned model's place. Equal files may go to one place.</summary>
    /// <param name="files">Where each file lies, and its place in the output folder.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IEnumerable<(string First, string Second, string Place)> Of(IEnumerable<(string File, string Place)> files)
    {
        foreach (var place in files.GroupBy(file => file.Place.Replace('\\', '/'), StringComparer.OrdinalIgnoreCase))
        {
            var named = place.Select(file => file.File).Distinct().ToArray();
            if (named.Length == 1)
                continue;
            var copied = named.Where(File.Exists).ToArray();
            if (copied.Any(IsPruned) && copied.FirstOrDefault(file => Differ(file, copied[0])) is { } other)
                yield return (copied[0], other, place.Key);
        }
    }

    /// <summary>The tool leaves its record beside what it pruned.</summary>
    private static bool IsPruned(string file) => File.Exists(Path.Combine(Path.GetDirectoryName(file)!, "record.json"));

    private static bool Differ(string file, string other) =>
        new FileInfo(file).Length != new FileInfo(other).Length || FileHash.Of(file) != FileHash.Of(other);
}
