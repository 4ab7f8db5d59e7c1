using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.SliceGpt;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>What a sweep tries.</summary>
/// <param name="Methods">Names of methods; not empty.</param>
/// <param name="Removals">Budgets, rising; not empty.</param>
public sealed record SweepGrid(ValueList<string> Methods, ValueList<SweepRemoval> Removals)
{
    /// <summary>Methods that can be named: those that cut structures.</summary>
    public static IReadOnlyList<string> KnownMethods { get; } = [.. MethodCatalog.Presets.Select(preset => preset.Name), RotationRecipe.Method, BestMethod.Name];

    /// <summary>The trials: every method with every budget, method by method.</summary>
    public ValueList<SweepPoint> Points => Methods.SelectMany(method => Removals.Select(removal => new SweepPoint(method, removal))).ToValueList();
}

/// <summary>One trial to be run.</summary>
/// <param name="Method">The method.</param>
/// <param name="Removal">The budget.</param>
public sealed record SweepPoint(string Method, SweepRemoval Removal)
{
    /// <summary>What stands for the method of a step that names none: its stages as they are.</summary>
    public const string Custom = "custom";

    /// <summary>The entry with a method and a budget in the place of its own; what else its first step says stays, later steps are left out.</summary>
    /// <remarks>Stages that a step sets belong to its method: they stay only where the method does.</remarks>
    public ModelEntry Of(ModelEntry entry)
    {
        var step = entry.Prune[0];
        var place = step.Remove?.Span ?? step.Span;
        var budget = Removal.At(place);
        var varied = (step.Method?.Value ?? Custom) == Method
            ? step with { Remove = budget }
            : step with { Method = new Located<string>(Method, step.Method?.Span ?? step.Span), Criterion = null, Allocate = null, Reconstruct = null, Recover = null, Remove = budget };
        return entry with { Prune = [varied] };
    }
}

/// <summary>A budget of a sweep: a share of a cost.</summary>
/// <param name="Cost">Which cost; null for the same share of every group's units.</param>
/// <param name="Removed">Share that goes, above 0 and below 1.</param>
public sealed record SweepRemoval(CostWord? Cost, double Removed)
{
    /// <summary>The budget as people read it: <c>40 % of FLOPs</c>.</summary>
    public string Text => Reporting.Plans.StepWords.Of(At(new SourceSpan("")));

    /// <summary>The budget as a step has it.</summary>
    public Removal At(SourceSpan place) => Cost is { } cost ? new Removal.Share(cost, Removed, place) : new Removal.Units(Removed, place);

    /// <summary>Reads <c>flops=20%..80%</c> with a step, or <c>flops=50%</c>.</summary>
    /// <param name="text">Cost and shares.</param>
    /// <param name="step">Distance of two budgets, as a share.</param>
    /// <returns>The budgets, rising; empty when the text is none.</returns>
    public static ValueList<SweepRemoval> Parse(string text, double step)
    {
        if (text.Split('=') is not [var name, var range] || !TryCost(name, out var cost))
            return [];
        var ends = range.Split("..").Select(Share).ToArray();
        if (ends.Length is 0 or > 2 || ends.Any(end => end is null) || ends[^1] < ends[0] || step <= 0)
            return [];
        var count = (int)Math.Floor(((ends[^1]!.Value - ends[0]!.Value) / step) + 1e-9);
        return Enumerable.Range(0, count + 1).Select(i => new SweepRemoval(cost, Math.Round(ends[0]!.Value + (i * step), 6))).ToValueList();
    }

    private static bool TryCost(string name, out CostWord? cost)
    {
        (var known, cost) = name switch
        {
            "flops" => (true, CostWord.Flops),
            "parameters" => (true, CostWord.Parameters),
            "bytes" => (true, (CostWord?)CostWord.Bytes),
            "units" => (true, null),
            _ => (false, null),
        };
        return known;
    }

    private static double? Share(string text)
    {
        var isPercent = text.EndsWith('%');
        return double.TryParse(text.TrimEnd('%'), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && (isPercent ? number / 100 : number) is > 0 and < 1 and var share
            ? share
            : null;
    }
}
