using System.Globalization;

namespace PruneBuild.Engine.Drafting;

/// <summary>A way to feed a model from files: what the manifest would say under <c>data</c>.</summary>
/// <param name="Calibration">File or folder to calibrate on, as the manifest writes it.</param>
/// <param name="CalibrationTake">Records of it; null for all.</param>
/// <param name="Validation">File or folder to judge on.</param>
/// <param name="ValidationTake">Records of it; null for all.</param>
/// <param name="Header">False when the first line of a table is a record already.</param>
/// <param name="Label">Column of the true answer; null for none, or for what the data's form gives.</param>
/// <param name="Classes">Words of the label in the order of the model's outputs; empty for numbers.</param>
/// <param name="Prepare">Steps, as flow mappings: <c>image: { size: 32x32 }</c>.</param>
/// <param name="SequenceLength">Tokens of a record; null where records have their own length.</param>
/// <param name="HasLabels">True when the true answers are known.</param>
/// <param name="Why">What was chosen, for a comment; empty for nothing to tell.</param>
internal sealed record DataDraft(
    string Calibration,
    int? CalibrationTake,
    string Validation,
    int? ValidationTake,
    bool Header,
    string? Label,
    ValueList<string> Classes,
    ValueList<string> Prepare,
    int? SequenceLength,
    bool HasLabels,
    string Why = "")
{
    /// <summary>Records to leave out before those to judge on, which calibrate; null where those are of another file.</summary>
    public int? ValidationSkip { get; init; }

    /// <summary>Table with the true answers, row by row; null where they are with the records.</summary>
    public string? Labels { get; init; }

    /// <summary>True when numbers are scaled as their range says: pixels of 0..255 or 0..16.</summary>
    public bool FitsRange { get; init; }

    /// <summary>True when records are images.</summary>
    public bool HasImages => Prepare.Any(step => step.StartsWith("image:", StringComparison.Ordinal));

    /// <summary>The lines below <c>data:</c>, without their indentation.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"calibration: {Set(Calibration, null, CalibrationTake)}";
        yield return $"validation: {Set(Validation, ValidationSkip, ValidationTake)}";
        if (Label is not null)
            yield return $"label: {YamlText.Of(Label)}";
        if (Classes.Count > 0)
            yield return $"classes: [{string.Join(", ", Classes.Select(YamlText.Of))}]";
        if (SequenceLength is { } length)
            yield return string.Create(CultureInfo.InvariantCulture, $"sequence-length: {length}");
        if (Prepare.Count == 0)
            yield break;
        yield return "prepare:";
        foreach (var step in Prepare)
            yield return $"  - {step}";
    }

    private string Set(string path, int? skip, int? take)
    {
        var parts = new List<string> { $"file: {YamlText.Of(path)}" };
        if (skip is { } others)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"skip: {others}"));
        if (take is { } records)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"take: {records}"));
        if (!Header)
            parts.Add("header: false");
        if (Labels is not null)
            parts.Add($"labels: {YamlText.Of(Labels)}");
        return $"{{ {string.Join(", ", parts)} }}";
    }
}
