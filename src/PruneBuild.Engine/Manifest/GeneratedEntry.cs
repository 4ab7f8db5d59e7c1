using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest;

/// <summary>Calibration data that the model writes itself.</summary>
/// <param name="Sequences">How many texts.</param>
/// <param name="Tokens">Tokens of each, at least 2.</param>
/// <param name="Span">Place of the entry.</param>
public sealed record GeneratedEntry(Located<int> Sequences, Located<int> Tokens, SourceSpan Span);
