using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace PruneBuild.Cli;

/// <summary>The process on whose behalf the tool works. When it is gone, killed perhaps, nobody wants the result.</summary>
internal static class ParentProcess
{
    /// <summary>Names the process, by its id; without it nobody is watched.</summary>
    public const string Variable = "PRUNEBUILD_PARENT";

    /// <summary>Calls <paramref name="gone" /> when the process ends, at once when it has ended already.</summary>
    /// <returns>What to dispose of when the tool ends; null when there is nobody to watch.</returns>
    public static IDisposable? Watch(string? id, Action gone)
    {
        if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        try
        {
            var parent = Process.GetProcessById(number);
            parent.Exited += (_, _) => gone();
            parent.EnableRaisingEvents = true;
            return parent;
        }
        catch (ArgumentException)
        {
            gone();
            return null;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or NotSupportedException)
        {
            // Another user's, say, who has that number now: it cannot be watched.
            return null;
        }
    }
}
