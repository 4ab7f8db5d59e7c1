using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring.Units;
using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>Tells a budget that asks for nothing: a model has no more than what may be left.</summary>
internal static class BudgetCheck
{
    /// <summary>PB3055 at the budget; null where something has to go, or a share or masks are asked for.</summary>
    /// <param name="budget">What a step asks for.</param>
    /// <param name="cost">What the model costs before the step.</param>
    /// <param name="time">What was timed; null when no time is asked for.</param>
    public static Diagnostic? Of(Removal? budget, CostModel cost, LatencyPlan? time)
    {
        if (budget is not Removal.Target target)
            return null;
        var (full, units, word) = target.Cost switch
        {
            CostWord.Flops => (2 * cost.Evaluate(CostKind.Macs, cost.Units), UnitFamily.Flops, "flops"),
            CostWord.Parameters => (cost.Evaluate(CostKind.Parameters, cost.Units), UnitFamily.Count, "parameters"),
            CostWord.Bytes => (cost.Evaluate(CostKind.Bytes, cost.Units), UnitFamily.Bytes, "bytes"),
            _ => (time?.OriginalMilliseconds ?? double.PositiveInfinity, UnitFamily.Milliseconds, "latency"),
        };
        return full <= target.Limit ? DiagnosticCatalog.BudgetMet.At(target.Span, Words(target.Limit), Words(full), word) : null;

        string Words(double amount) => target.Cost == CostWord.Parameters ? $"{units.Format(amount)} parameters" : units.Format(amount);
    }
}
