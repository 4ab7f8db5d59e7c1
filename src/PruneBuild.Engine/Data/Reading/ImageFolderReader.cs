using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>Reads a folder of images: one subfolder for each class, or images without classes.
/// Names are sorted by their characters' codes.</summary>
internal static class ImageFolderReader
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    /// <summary>The folder as a table of <c>image</c> (files) and, with subfolders, <c>label</c> (their names).
    /// Nothing is decoded yet.</summary>
    /// <returns>The table; or PB3020, PB3022, PB3027 (no image in it).</returns>
    public static Result<RecordTable> Read(string path) => DataFile.Guard(path, () =>
    {
        var classes = Sorted(Directory.EnumerateDirectories(path)).Where(folder => DataFolder.Counts(Path.GetFileName(folder))).ToList();
        var filled = classes.ConvertAll(folder => (Name: Path.GetFileName(folder), Files: Images(folder)));
        filled.RemoveAll(folder => folder.Files.Count == 0);
        if (filled.Count == 0)
            filled = [("", Images(path))];
        var files = filled.SelectMany(folder => folder.Files).ToList();
        if (files.Count == 0)
            return Result<RecordTable>.Fail(DiagnosticCatalog.DataEmpty, new SourceSpan(path), path);
        var images = new FileColumn("image", files);
        if (filled is [{ Name: "" }])
            return Result<RecordTable>.Ok(new RecordTable(path, files.Count, [images]));
        var labels = filled.SelectMany(folder => folder.Files.Select(_ => (string?)folder.Name)).ToList();
        return Result<RecordTable>.Ok(new RecordTable(
            path, files.Count, [images, new TextColumn("label", labels)], filled.Select(folder => folder.Name).ToValueList()));
    });

    /// <summary>True for the names of images that can be decoded.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    private static List<string> Images(string folder) =>
        [.. Sorted(Directory.EnumerateFiles(folder)).Where(file => IsImage(file) && DataFolder.Counts(Path.GetFileName(file)))];

    private static IOrderedEnumerable<string> Sorted(IEnumerable<string> paths) => paths.Order(StringComparer.Ordinal);
}
