namespace PruneBuild.Onnx.Files;

/// <summary>The small text file that Git LFS leaves where a large file has not been fetched.</summary>
internal static class LfsPointer
{
    private const int LongestPointer = 1024;

    /// <summary>True when these are the first bytes of a pointer.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith("version https://git-lfs.github.com/spec/"u8);

    /// <summary>True when the file is a pointer.</summary>
    public static bool Is(string path)
    {
        if (!File.Exists(path) || FileLength.Of(path) is not (> 0 and <= LongestPointer))
            return false;
        return Is(File.ReadAllBytes(path));
    }
}
