using PruneBuild.Diagnostics;
using PruneBuild.Onnx.Files;

namespace PruneBuild.Onnx.Reading;

/// <summary>The bytes of a model's main file.</summary>
internal static class ModelFile
{
    /// <summary>What protobuf can address, less what .NET reserves of an array.</summary>
    public static long LongestFile { get; } = Array.MaxLength;

    /// <summary>Reads the whole file, or says why it cannot be a model.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="named">Where the user named it, which is where a wrong path is mended; null to point at the file itself.</param>
    public static Result<ReadOnlyMemory<byte>> Read(string path, SourceSpan? named = null)
    {
        var place = new SourceSpan(path);
        if (Directory.Exists(path))
        {
            return Result<ReadOnlyMemory<byte>>.Fail(
                DiagnosticCatalog.ModelUnreadable, named ?? place, path, "it is a folder: name the file in it");
        }

        if (!File.Exists(path))
            return Result<ReadOnlyMemory<byte>>.Fail(DiagnosticCatalog.ModelMissing, named ?? place, path);
        var length = FileLength.Of(path);
        if (length > LongestFile)
            return Result<ReadOnlyMemory<byte>>.Fail(DiagnosticCatalog.ModelTooLarge, place, path, length);
        // A length of 0 also stands for pipes and devices, which must not be opened.
        if (length == 0)
            return Result<ReadOnlyMemory<byte>>.Fail(DiagnosticCatalog.ModelUnreadable, place, path, "it is empty");
        try
        {
            return Result<ReadOnlyMemory<byte>>.Ok(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Result<ReadOnlyMemory<byte>>.Fail(DiagnosticCatalog.ModelUnreadable, place, path, e.Message);
        }
    }
}
