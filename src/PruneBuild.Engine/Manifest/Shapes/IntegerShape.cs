using System.Text.Json.Nodes;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>A whole number.</summary>
/// <param name="words">What it takes.</param>
/// <param name="minimum">Smallest number.</param>
/// <param name="maximum">Largest number.</param>
internal sealed class IntegerShape(string words, int minimum, int maximum = int.MaxValue) : Shape<int>
{
    /// <inheritdoc />
    public override string Words => words;

    /// <inheritdoc />
    public override Located<int>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlScalar scalar
            || scalar.Number is not { } number
            || (Math.Abs(number) < 1e15 && number != Math.Truncate(number)))
            return WrongType(node, name, log);
        return number >= minimum && number <= maximum ? new((int)number, scalar.Span) : OutOfRange(scalar, name, log, Most(number));
    }

    /// <summary>Words name a largest number only where the key has one of its own.</summary>
    private string Most(double number) => number > maximum && maximum == int.MaxValue ? $" The largest that it takes is {maximum}." : "";

    /// <inheritdoc />
    public override JsonObject ToJson()
    {
        var json = new JsonObject { ["type"] = "integer", ["minimum"] = minimum };
        if (maximum < int.MaxValue)
            json["maximum"] = maximum;
        return json;
    }
}
