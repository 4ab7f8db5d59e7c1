namespace PruneBuild.Onnx.Files;

/// <summary>Bytes of a file.</summary>
public static class FileLength
{
    /// <summary>Bytes of what is read from a path: of a symbolic link those of the file it leads to,
    /// where <see cref="FileInfo.Length" /> tells those of the link.</summary>
    /// <exception cref="IOException">Nothing is there.</exception>
    public static long Of(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target
            ? target.Length
            : file.Length;
    }
}
