using PruneBuild.Diagnostics;
using YamlDotNet.Core;

namespace PruneBuild.Engine.Manifest.Yaml;

/// <summary>Says where and why a text is not YAML.</summary>
internal static class YamlFailure
{
    private const int LongestReason = 240;

    /// <summary>Reports the parser's failure; a tab in the indentation at or just before it is the likelier cause,
    /// and is named instead.</summary>
    public static void Report(string file, string text, YamlException exception, DiagnosticLog log)
    {
        var place = Place(file, exception.Start);
        // A parser that speaks of a tab itself may point at the mapping that it is in.
        var last = exception.Message.Contains(" tab ", StringComparison.Ordinal) ? int.MaxValue : place.Line + 1;
        if (TabbedLine(text, last) is var (line, column))
            log.Report(DiagnosticCatalog.ManifestTab, new SourceSpan(file, line, column));
        else
            log.Report(DiagnosticCatalog.ManifestNotYaml, place, Readable.Short(Reason(exception.Message), LongestReason));
    }

    /// <summary>A mark of the parser as a place.</summary>
    public static SourceSpan Place(string file, Mark mark) =>
        new(file, (int)Math.Clamp(mark.Line, 1, int.MaxValue), (int)Math.Clamp(mark.Column, 1, int.MaxValue));

    private static (int Line, int Column)? TabbedLine(string text, int last)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (++number > last)
                return null;
            var indentation = line[..^line.TrimStart().Length];
            if (indentation.Contains('\t') && indentation.Length < line.Length)
                return (number, indentation.IndexOf('\t') + 1);
        }

        return null;
    }

    // The parser puts "(Line: …) - (Line: …): " in front, which the diagnostic's place says better.
    private static string Reason(string message)
    {
        var reason = message.StartsWith('(') && message.IndexOf("): ", StringComparison.Ordinal) is var end and > 0
            ? message[(end + 3)..]
            : message;
        return reason.TrimEnd('.');
    }
}
