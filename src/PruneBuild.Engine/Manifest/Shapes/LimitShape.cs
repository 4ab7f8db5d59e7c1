using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest.Yaml;
using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>The number of a gate's limit: a number of the metric, with its unit if it has one, or a share.</summary>
/// <param name="metric">The metric.</param>
/// <param name="kind">The limit.</param>
internal sealed class LimitShape(Metric metric, LimitKind kind) : Shape<GateLimit>
{
    private bool IsDifference => kind is LimitKind.MaxDrop or LimitKind.MaxRise;

    // A score's own limit reads 88% as 0.88; a difference reads 2% as a share of the original's value.
    private bool TakesShare => (IsDifference && !IsFromZero) || kind == LimitKind.MaxRatio || metric.IsHigherBetter;

    // A share of 0, which is what a distance from the original is for the original itself, allows nothing.
    private bool IsFromZero => kind == LimitKind.MaxRise && metric.Ideal == 0;

    private bool TakesUnit => metric.Unit is not null && kind != LimitKind.MaxRatio;

    private double Lowest => metric.IsHigherBetter && !IsDifference ? -1 : 0;

    private double Highest => metric.IsHigherBetter && kind != LimitKind.MaxRatio ? IsDifference ? 2 : 1 : double.MaxValue;

    /// <inheritdoc />
    public override string Words => string.Join(" or ", Forms());

    /// <inheritdoc />
    public override Located<GateLimit>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlScalar { IsNull: false } scalar)
            return WrongType(node, name, log);
        var share = ShareShape.Percent(scalar.Text);
        if (share is not null && IsFromZero)
        {
            log.Report(DiagnosticCatalog.ManifestCombination, scalar.Span,
                $"'{LimitWords.Of(kind)}: {Readable.Short(scalar.Text)}' does not fit '{metric.Name}': "
                + $"the original's is 0, and so is every share of it. Write a number, as in '{LimitWords.Of(kind)}: 0.1'.");
            return null;
        }

        var amount = share ?? (TakesUnit ? metric.Unit!.Parse(scalar.Text) : scalar.Number);
        if (amount is not { } number || (share is not null && !TakesShare))
            return WrongType(node, name, log, WayOut(scalar, share is not null));
        if (!(number >= Lowest && number <= Highest))
            return OutOfRange(scalar, name, log, number is > 1 and <= 100 && share is null ? $" Write {scalar.Text}% for a share." : "");
        return new(new GateLimit(kind, number, share is not null && IsDifference, scalar.Text, scalar.Span), scalar.Span);
    }

    /// <inheritdoc />
    public override JsonObject ToJson()
    {
        var number = TakesUnit ? QuantityShape.Json(metric.Unit!) : new JsonObject { ["type"] = "number", ["minimum"] = Lowest };
        if (!TakesUnit && Highest < double.MaxValue)
            number["maximum"] = Highest;
        return TakesShare
            ? new JsonObject { ["anyOf"] = new JsonArray(number, new JsonObject { ["type"] = "string", ["pattern"] = ShareShape.Pattern }) }
            : number;
    }

    private IEnumerable<string> Forms()
    {
        if (TakesUnit)
            yield return $"{metric.Unit!.Quantity} such as {metric.Unit.Example}";
        else if (metric.IsHigherBetter && kind != LimitKind.MaxRatio)
            yield return IsDifference ? "a number such as 0.01" : "a number between -1 and 1";
        else
            yield return "a number of at least 0";
        if (TakesShare)
            yield return IsDifference ? "a share of the original's value such as 2%" : "a share such as 90%";
    }

    private string WayOut(YamlScalar scalar, bool isShare)
    {
        if (isShare)
            return $" For a share of the original's {metric.Name} use 'max-ratio: {scalar.Text}'.";
        return TakesUnit && scalar.Number is not null ? $" Write the unit, as in {metric.Unit!.Example}." : "";
    }
}
