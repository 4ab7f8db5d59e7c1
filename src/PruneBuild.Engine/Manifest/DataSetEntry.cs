namespace PruneBuild.Engine.Manifest;

/// <summary>A file or folder of records.</summary>
/// <param name="File">Path, relative to the manifest.</param>
/// <param name="Take">First records after a seeded shuffle; null for all.</param>
/// <param name="Skip">Records of that shuffle to leave out before; null for none.</param>
/// <param name="Header">True when the first line of a .csv or .tsv file names its columns.</param>
/// <param name="Labels">Path of a table with the records' true answers, row by row; null where they are with the records.</param>
public sealed record DataSetEntry(
    Located<string> File, Located<int>? Take, Located<int>? Skip, Located<bool> Header, Located<string>? Labels);
