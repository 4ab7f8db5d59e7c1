using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>Text of a form: <c>32x32</c>, <c>0..1</c>, <c>cuda:1</c>.</summary>
/// <param name="words">What it takes.</param>
/// <param name="pattern">The form, anchored, in the common part of .NET's and JavaScript's syntax.</param>
/// <param name="parse">The value of text that has the form; null when it is out of range.</param>
internal sealed class PatternShape<T>(string words, string pattern, Func<Match, T?> parse) : Shape<T>
    where T : class
{
    private readonly Regex form = new(pattern, RegexOptions.CultureInvariant);

    /// <inheritdoc />
    public override string Words => words;

    /// <inheritdoc />
    public override Located<T>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlScalar { IsNull: false } scalar || form.Match(scalar.Text) is not { Success: true } match)
            return WrongType(node, name, log);
        return parse(match) is { } value ? new(value, scalar.Span) : OutOfRange(scalar, name, log);
    }

    /// <inheritdoc />
    public override JsonObject ToJson() => new() { ["type"] = "string", ["pattern"] = pattern };
}
