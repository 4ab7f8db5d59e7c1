namespace PruneBuild.Diagnostics;

/// <summary>Severities in the words of MSBuild, which is how all our files and lines write them.</summary>
public static class SeverityWords
{
    /// <summary><c>error</c>, <c>warning</c> or <c>message</c>.</summary>
    public static string Word(this Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        Severity.Message => "message",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Not a severity."),
    };

    /// <summary>The severity of a word, in any case.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Severity Read(string word)
    {
        foreach (var severity in Enum.GetValues<Severity>())
        {
            if (word.Equals(severity.Word(), StringComparison.OrdinalIgnoreCase))
                return severity;
        }

        throw new FormatException($"'{word}' is no severity");
    }
}
