using System.Globalization;
using System.Text.RegularExpressions;

namespace PruneBuild.MSBuild.Tool;

/// <summary>A line of the tool in MSBuild's form: <c>prune.yaml(14,7): error PB4001: Gate 'top1' failed</c>.</summary>
/// <param name="File">File; the tool's name when no file is to blame.</param>
/// <param name="Line">One-based; 0 for the whole file.</param>
/// <param name="Column">One-based; 0 for the whole line.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>message</c>.</param>
/// <param name="Code"><c>PBnnnn</c>.</param>
/// <param name="Message">What is said.</param>
internal sealed record DiagnosticLine(string File, int Line, int Column, string Severity, string Code, string Message)
{
    // The severity and code are what the line is recognised by: a file name may hold colons, brackets and spaces.
    private static readonly Regex Form = new(
        @"^(?<file>.+?)(\((?<line>\d+),(?<column>\d+)\))?: (?<severity>error|warning|message) (?<code>PB\d{4}): (?<message>.*)$",
        RegexOptions.CultureInvariant);

    /// <summary>The diagnostic, or null when the line is none.</summary>
    public static DiagnosticLine? Parse(string line)
    {
        var match = Form.Match(line);
        if (!match.Success)
            return null;
        return new(
            match.Groups["file"].Value,
            Number(match.Groups["line"]),
            Number(match.Groups["column"]),
            match.Groups["severity"].Value,
            match.Groups["code"].Value,
            match.Groups["message"].Value);
    }

    private static int Number(Group group) =>
        int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
