using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Reporting;

/// <summary>Diagnostics as objects of JSON, and back.</summary>
public static class DiagnosticJson
{
    /// <summary><c>code</c>, <c>severity</c> and <c>message</c>; <c>file</c>, <c>line</c> and <c>column</c> only
    /// where there are any.</summary>
    public static JsonObject Of(Diagnostic diagnostic)
    {
        var json = new JsonObject
        {
            ["code"] = diagnostic.Code,
            ["severity"] = diagnostic.Severity.Word(),
            ["message"] = diagnostic.Message,
        };
        if (diagnostic.Location is not { } location)
            return json;
        json["file"] = location.File;
        if (location.Line > 0)
            (json["line"], json["column"]) = (location.Line, location.Column);
        return json;
    }

    /// <summary>The same for records, which keep no places: those move with every line that is written above them.</summary>
    public static JsonObject Placeless(Diagnostic note) => Of(note with { Location = null });

    /// <summary>Reads what <see cref="Of" /> writes, and what earlier versions wrote: severities began with a capital.</summary>
    /// <exception cref="FormatException">A member is missing or no such thing; or <see cref="InvalidOperationException" />.</exception>
    public static Diagnostic Read(JsonElement json) => new(
        json.Text("code"), SeverityWords.Read(json.Text("severity")), json.Text("message"),
        json.Find("file")?.GetString() is { } file
            ? new SourceSpan(file, json.Find("line")?.GetInt32() ?? 0, json.Find("column")?.GetInt32() ?? 0)
            : null);
}
