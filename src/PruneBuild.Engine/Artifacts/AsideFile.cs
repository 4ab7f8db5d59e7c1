using System.Globalization;

namespace PruneBuild.Engine.Artifacts;

/// <summary>Names of files that are written beside a place and moved there when they are whole.</summary>
/// <remarks>They are random: the number of a process, and the name of a machine in a container, may be there twice on a disk that machines share.
/// So nobody can tell whether a writer lives; what was left goes by its age.</remarks>
internal static class AsideFile
{
    /// <summary>How files that are no longer, or not yet, anything end.</summary>
    private const string Extension = ".tmp";

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>A name beside a place that nobody else has.</summary>
    public static string Of(string place) => $"{place}.{Guid.NewGuid():N}{Extension}";

    /// <summary>Deletes what killed processes left beside a place, earlier versions too, whose names end with the number of the process.</summary>
    public static void DeleteAbandoned(string place)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(place))!);
        DeleteAbandoned(folder.EnumerateFiles($"{Path.GetFileName(place)}.*{Extension}").Where(file => IsOurs(file.Name)));
    }

    /// <summary>Deletes those of these files that killed processes left. Another user's may stay, on a disk that many share.</summary>
    public static void DeleteAbandoned(IEnumerable<FileInfo> files)
    {
        foreach (var file in files.Where(IsAbandoned))
        {
            try
            {
                file.Delete();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    /// <summary>True for a file that a killed process left. One that is being written is young.</summary>
    private static bool IsAbandoned(FileInfo file) =>
        file.Extension == Extension && file.LastWriteTimeUtc < TimeProvider.System.GetUtcNow().UtcDateTime - Abandoned;

    private static bool IsOurs(string name) => name[..^Extension.Length].Split('.')[^1] is var tag
        && (Guid.TryParseExact(tag, "N", out _) || int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
