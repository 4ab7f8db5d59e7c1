using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using PruneBuild.MSBuild.Lists;

namespace PruneBuild.MSBuild.State;

/// <summary>
/// What no time stamp tells: settings, and files and folders of which any change matters, a deletion or an older copy too. Written
/// as a file that is only touched when it changes, it becomes one more input of the target. The stamp holds the state that it was left
/// in: what is as it was then needs no run, whatever failed in between.
/// </summary>
internal static class PruneState
{
    /// <summary>Writes the state as it is now, if it is different from the file.</summary>
    /// <returns>The files whose change matters, in the order that the tool lists them.</returns>
    public static IReadOnlyList<string> Refresh(StateFiles files, IEnumerable<string> settings)
    {
        var watched = File.Exists(files.Inputs) ? File.ReadAllLines(files.Inputs) : [];
        var lines = settings.Concat(
            watched.Concat([files.Lock, files.Models]).Concat(Artifacts(files.Models)).Where(path => path.Length > 0).Select(Line));
        ChangedFile.Write(files.State, string.Concat(lines.Select(line => line + "\n")));
        return [.. watched.Where(line => line.Length > 0 && !IsFolder(line))];
    }

    /// <summary>Makes the state no younger than a stamp that was left in the same one.</summary>
    public static void Settle(StateFiles files, string stamp)
    {
        if (File.Exists(stamp) && File.ReadAllText(stamp) == File.ReadAllText(files.State))
            File.SetLastWriteTimeUtc(files.State, File.GetLastWriteTimeUtc(stamp));
    }

    private static bool IsFolder(string line) => line.EndsWith("/", StringComparison.Ordinal);

    /// <summary>Of a list that cannot be read nothing ships: the run that follows replaces it.</summary>
    private static string[] Artifacts(string models)
    {
        if (!File.Exists(models))
            return [];
        try
        {
            return ModelList.Read(models).SelectMany(model => model.Data.Prepend(model.File)).ToArray();
        }
        catch (FormatException exception)
        {
            return [exception.Message];
        }
    }

    private static string Line(string path) => path + "|" + Times(path);

    private static string Times(string path)
    {
        if (Directory.Exists(path))
            return Directory.GetLastWriteTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture);
        var file = new FileInfo(path);
        return file.Exists ? string.Format(CultureInfo.InvariantCulture, "{0}|{1}", file.LastWriteTimeUtc.Ticks, file.Length) : "missing";
    }
}
