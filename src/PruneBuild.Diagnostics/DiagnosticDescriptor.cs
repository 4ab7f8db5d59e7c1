using System.Globalization;

namespace PruneBuild.Diagnostics;

/// <summary>A kind of diagnostic: its code, its title, and the format of its message.</summary>
/// <param name="Code"><c>PBnnnn</c>: 1 manifest, 2 model and structures, 3 calibration and solving, 4 checks and gates,
/// 5 artifacts and build, 9 bugs.</param>
/// <param name="Title">A few words, as a heading.</param>
/// <param name="Format">Composite format of the message, invariant culture.</param>
/// <param name="Severity">The severity unless a caller lowers it.</param>
public sealed record DiagnosticDescriptor(string Code, string Title, string Format, Severity Severity = Severity.Error)
{
    /// <summary>The diagnostic at a place, with the message's arguments filled in. It is one line, whatever lines its arguments have:
    /// MSBuild reads no more. An argument may be a sentence, such as another diagnostic's message: its period goes where the format
    /// has a mark of its own.</summary>
    public Diagnostic At(SourceSpan? location, params object[] arguments) =>
        new(Code, Severity, string.Format(CultureInfo.InvariantCulture, Format, [.. arguments.Select(Fitted)]), location);

    private object Fitted(object argument, int place) => argument is not string text ? argument
        : IsBeforeAMark($"{{{place}}}") ? OneLine(text).TrimEnd().TrimEnd('.')
        : OneLine(text);

    private bool IsBeforeAMark(string placeholder)
    {
        var end = Format.IndexOf(placeholder, StringComparison.Ordinal) + placeholder.Length;
        return end >= placeholder.Length && end < Format.Length && Format[end] is '.' or ',' or ';' or ':' or ')';
    }

    private static string OneLine(string text) => text.AsSpan().ContainsAny('\r', '\n')
        ? string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        : text;
}
