using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>A path; <c>/</c> separates folders on every system, and a backslash, which Windows writes, is read as one.</summary>
/// <param name="isInside">True when it may not leave the folder that it is relative to.</param>
/// <param name="isFile">True when it must name a file, not a folder.</param>
internal sealed class PathShape(bool isInside = false, bool isFile = true) : Shape<string>
{
    private static readonly char[] Separators = ['/', '\\'];

    /// <inheritdoc />
    public override string Words => isFile ? "a path of a file" : "a path";

    /// <inheritdoc />
    public override string Label => "path";

    /// <inheritdoc />
    public override Located<string>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlScalar { IsNull: false } scalar)
            return WrongType(node, name, log);
        if (Fault(scalar.Text) is not { } fault)
            return new(scalar.Text.Replace('\\', '/'), scalar.Span);
        log.Report(DiagnosticCatalog.ManifestPath, scalar.Span, Readable.Short(scalar.Text), name.Value, fault);
        return null;
    }

    /// <inheritdoc />
    public override JsonObject ToJson() => new() { ["type"] = "string", ["minLength"] = 1 };

    /// <summary>What is wrong with a path; null for nothing.</summary>
    public string? Fault(string path)
    {
        var parts = path.Split(Separators);
        return path switch
        {
            _ when path.Trim().Length == 0 => "is empty; name a file",
            _ when path.Any(char.IsControl) => "holds a control character, perhaps a backslash inside double quotes; use / between folders",
            _ when isFile && parts[^1].Trim() is "" or "." or ".." => "names a folder; add the file's name",
            _ when isInside && IsRooted(path) => "is absolute; it is relative to the app's output folder",
            _ when isInside && parts.Contains("..") => "leaves the output folder; remove the '..'",
            _ => null,
        };
    }

    // As on every system: a manifest is shared between them.
    private static bool IsRooted(string path) => path[0] is '/' or '\\' || (path.Length > 1 && path[1] == ':');
}
