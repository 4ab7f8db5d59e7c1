using System.Text.Json.Nodes;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>A finite number.</summary>
/// <param name="words">What it takes.</param>
/// <param name="minimum">Smallest number.</param>
/// <param name="maximum">Largest number.</param>
internal sealed class NumberShape(string words, double minimum = double.MinValue, double maximum = double.MaxValue) : Shape<double>
{
    /// <inheritdoc />
    public override string Words => words;

    /// <inheritdoc />
    public override Located<double>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlScalar scalar || scalar.Number is not { } number)
            return WrongType(node, name, log);
        return number >= minimum && number <= maximum ? new(number, scalar.Span) : OutOfRange(scalar, name, log);
    }

    /// <inheritdoc />
    public override JsonObject ToJson()
    {
        var json = new JsonObject { ["type"] = "number" };
        if (minimum > double.MinValue)
            json["minimum"] = minimum;
        if (maximum < double.MaxValue)
            json["maximum"] = maximum;
        return json;
    }
}
