using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>What a sweep tries.</summary>
/// <param name="Methods">Names of methods; not empty.</param>
/// <param name="Removals">Budgets of one kind, rising; not empty.</param>
public sealed record SweepGrid(ValueList<string> Methods, ValueList<SweepRemoval> Removals)
{
    /// <summary>True when single weights go rather than structures.</summary>
    public bool Masks => Removals[0].Masks;

    /// <summary>Methods that can be named.</summary>
    /// <param name="masks">True for those that mask single weights, false for those that cut structures.</param>
    public static IReadOnlyList<string> KnownMethods(bool masks) => masks ? MaskRecipes.Methods : Recipes.Methods;

    /// <summary>The trials: every method with every budget, method by method.</summary>
    public ValueList<SweepPoint> Points =>
        Methods.SelectMany(method => Removals.Select(removal => new SweepPoint(method, removal))).ToValueList();
}

/// <summary>One trial to be run.</summary>
/// <param name="Method">The method.</param>
/// <param name="Removal">The budget.</param>
public sealed record SweepPoint(string Method, SweepRemoval Removal)
{
    /// <summary>What stands for the method of a step that names none: its stages as they are.</summary>
    public const string Custom = "custom";

    /// <summary>The entry with a method and a budget in the place of its own; what else its first step says stays.</summary>
    /// <remarks>Stages that a step sets and the steps that follow belong to its method: they stay only where the method does.
    /// Kinds of structures are for those who cut some.</remarks>
    public ModelEntry Of(ModelEntry entry)
    {
        var step = entry.Prune[0];
        var place = step.Remove?.Span ?? step.Span;
        var budget = Removal.At(place);
        var isOwn = (step.Method?.Value ?? Custom) == Method;
        var varied = isOwn
            ? step with { Remove = budget }
            : step with
            {
                Method = new Located<string>(Method, step.Method?.Span ?? step.Span), Criterion = null, Allocate = null, Reconstruct = null,
                Recover = null, Remove = budget,
            };
        return entry with
        {
            Prune =
            [
                MaskRecipes.Masks(varied) ? varied with { Structures = [] } : varied with { Compact = null },
                .. isOwn ? entry.Prune.Skip(1) : [],
            ],
        };
    }
}
