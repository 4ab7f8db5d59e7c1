namespace PruneBuild.Diagnostics;

/// <summary>A place in a text file: one-based line and column; 0 means the whole file.</summary>
public sealed record SourceSpan(string File, int Line = 0, int Column = 0);
