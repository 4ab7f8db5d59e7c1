using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PruneBuild.Engine.Artifacts;

/// <summary>Names of files that are written beside a place and moved there when they are whole.</summary>
/// <remarks>They are random: the number of a process may be there twice on a disk that machines share. They also tell the machine and the
/// process, so that what a killed one left goes with the next run on its machine; whether a writer elsewhere lives nobody can tell, and its
/// files go by their age.</remarks>
internal static class AsideFile
{
    /// <summary>How files that are no longer, or not yet, anything end.</summary>
    private const string Extension = ".tmp";

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Where the numbers of processes are this one's: a machine, or a container that may have its name.</summary>
    private static readonly string Machine = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        Environment.MachineName + (OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget : null))))[..8];

    /// <summary>A name beside a place that nobody else has.</summary>
    public static string Of(string place) =>
        $"{place}.{Machine}-{Environment.ProcessId:x8}-{Guid.NewGuid().ToString("N")[..16]}{Extension}";

    /// <summary>Deletes what killed processes left beside a place, earlier versions too,
    /// whose names end with the number of the process.</summary>
    public static void DeleteAbandoned(string place)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(place))!);
        DeleteAbandoned(folder.EnumerateFiles($"{Path.GetFileName(place)}.*{Extension}").Where(file => IsOurs(file.Name)));
    }

    /// <summary>Deletes those of these files that killed processes left. Another user's may stay, on a disk that many share.</summary>
    public static void DeleteAbandoned(IEnumerable<FileInfo> files)
    {
        foreach (var file in files.Where(IsAbandoned))
            UnneededFile.TryDelete(file.FullName);
    }

    /// <summary>True for a file that a killed process left. One that is being written elsewhere is young.</summary>
    private static bool IsAbandoned(FileInfo file) => file.Extension == Extension
        && (HasEnded(Tag(file.Name)) || file.LastWriteTimeUtc < TimeProvider.System.GetUtcNow().UtcDateTime - Abandoned);

    private static bool HasEnded(string tag)
    {
        if (Writer(tag) is not { } process || !tag.StartsWith(Machine, StringComparison.Ordinal))
            return false;
        try
        {
            using var writer = Process.GetProcessById(process);
            return writer.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or NotSupportedException)
        {
            // Another user's, say: the number is taken, and by whom nobody tells.
            return false;
        }
    }

    private static bool IsOurs(string name) =>
        Tag(name) is var tag && (Writer(tag) is not null || int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static string Tag(string name) => name[..^Extension.Length].Split('.')[^1];

    /// <summary>The process that a name tells; null for names that are not of <see cref="Of" />.</summary>
    private static int? Writer(string tag) =>
        tag.Split('-') is [{ Length: 8 }, { Length: 8 } process, { Length: 16 }]
        && int.TryParse(process, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : null;
}
