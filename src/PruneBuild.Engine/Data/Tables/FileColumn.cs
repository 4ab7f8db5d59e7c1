using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Data.Tables;

/// <summary>A column of files, as a folder of images is.</summary>
/// <param name="name">What prune.yaml calls it.</param>
/// <param name="paths">Full path of each record's file.</param>
public sealed class FileColumn(string name, IReadOnlyList<string> paths) : Column(name)
{
    /// <inheritdoc />
    public override int Count => paths.Count;

    /// <summary>Full path of a record's file.</summary>
    public string this[int record] => paths[record];

    /// <inheritdoc />
    public override SourceSpan? Place(int record) => new(paths[record]);
}
