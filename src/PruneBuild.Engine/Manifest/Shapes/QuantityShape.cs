using System.Text.Json.Nodes;
using PruneBuild.Engine.Manifest.Yaml;
using PruneBuild.Engine.Measuring.Units;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>A positive number with a unit: <c>40 MB</c>.</summary>
internal sealed class QuantityShape(UnitFamily units) : Shape<double>
{
    /// <inheritdoc />
    public override string Words => $"{units.Quantity} such as {units.Example}";

    /// <inheritdoc />
    public override Located<double>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlScalar { IsNull: false } scalar || units.Parse(scalar.Text) is not { } amount)
            return WrongType(node, name, log, WayOut(node));
        return amount > 0 && double.IsFinite(amount) ? new(amount, scalar.Span) : OutOfRange(scalar, name, log);
    }

    /// <inheritdoc />
    public override JsonObject ToJson() => Json(units);

    /// <summary>A number with a unit, or a bare number where that is clear.</summary>
    public static JsonObject Json(UnitFamily units)
    {
        var symbols = string.Join('|', units.Units.Where(unit => unit.Symbol.Length > 0).Select(unit => unit.Symbol));
        var text = new JsonObject { ["type"] = "string", ["pattern"] = $"^[0-9.]+([eE][-+]?[0-9]+)? ?({symbols})$" };
        return units.NeedsUnit
            ? text
            : new JsonObject { ["anyOf"] = new JsonArray(text, new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 }) };
    }

    private string WayOut(YamlNode node) =>
        node is YamlScalar { Number: not null } scalar ? $" Write the unit: {scalar.Text} {units.Units[^1].Symbol}, for example." : "";
}
