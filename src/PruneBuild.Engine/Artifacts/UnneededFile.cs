namespace PruneBuild.Engine.Artifacts;

/// <summary>Files that nothing needs any more.</summary>
internal static class UnneededFile
{
    /// <summary>Deletes one where that can be done: another process may have it open or mapped, another user may own it.</summary>
    /// <returns>True when it is gone.</returns>
    public static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
