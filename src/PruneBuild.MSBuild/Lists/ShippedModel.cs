using System.Collections.Generic;

namespace PruneBuild.MSBuild.Lists;

/// <summary>One model of models.json: what to ship, from where to where.</summary>
/// <param name="Name">Its name in the manifest.</param>
/// <param name="Source">Absolute path of the original.</param>
/// <param name="As"><c>content</c> or <c>resource</c>.</param>
/// <param name="Path">Where the app looks, with <c>/</c>.</param>
/// <param name="Shipped"><c>pruned</c> or <c>original</c>.</param>
/// <param name="File">Absolute path of what ships.</param>
/// <param name="Data">Absolute paths of its external data.</param>
/// <param name="Sha256">Hash of <paramref name="File" />.</param>
/// <param name="DataSha256">Hashes of <paramref name="Data" />; empty in a list of an earlier version.</param>
/// <param name="Bytes">Size with external data.</param>
/// <param name="Inputs">The graph's inputs.</param>
/// <param name="Outputs">The graph's outputs.</param>
/// <param name="Measured">What was measured.</param>
internal sealed record ShippedModel(
    string Name,
    string Source,
    string As,
    string Path,
    string Shipped,
    string File,
    IReadOnlyList<string> Data,
    string Sha256,
    IReadOnlyList<string> DataSha256,
    long Bytes,
    IReadOnlyList<ShippedValue> Inputs,
    IReadOnlyList<ShippedValue> Outputs,
    IReadOnlyList<ShippedMeasurement> Measured)
{
    /// <summary>True when it is embedded in the assembly.</summary>
    public bool IsResource => As == "resource";
}

/// <summary>An input or output.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">Element type in ONNX's words.</param>
/// <param name="Shape">Dimensions as text: numbers, names, or empty where the model does not say.</param>
internal sealed record ShippedValue(string Name, string Type, IReadOnlyList<string> Shape);

/// <summary>A measurement.</summary>
/// <param name="Metric">As gates spell it.</param>
/// <param name="Original">The original's; NaN where the metric has none.</param>
/// <param name="Shipped">The shipped model's.</param>
internal sealed record ShippedMeasurement(string Metric, double Original, double Shipped);
