using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest;

/// <summary>The data of a model.</summary>
/// <param name="Calibration">Records that statistics are collected on; null for none, and where the model writes them.</param>
/// <param name="Validation">Records that gates are judged on; null for none.</param>
/// <param name="Label">Column, array or folder name with the true answer; null for none.</param>
/// <param name="Classes">Words of the label in the order of the model's outputs; empty when labels are numbers
/// or sorted folder names.</param>
/// <param name="Prepare">How a record becomes the model's inputs, in order; empty when columns are inputs as they are.</param>
/// <param name="SequenceLength">Tokens of one record of a language model; null where records have their own length.</param>
/// <param name="Span">Place of the entry.</param>
public sealed record DataEntry(
    DataSetEntry? Calibration,
    DataSetEntry? Validation,
    Located<string>? Label,
    ValueList<Located<string>> Classes,
    ValueList<PrepareStep> Prepare,
    Located<int>? SequenceLength,
    SourceSpan Span)
{
    /// <summary>Records for calibration that the model writes itself; null where they are read, or there are none.</summary>
    public GeneratedEntry? Generated { get; init; }
}
