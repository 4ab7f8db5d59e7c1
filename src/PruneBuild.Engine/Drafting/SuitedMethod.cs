using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Onnx.Upgrading;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Drafting;

/// <summary>The method that a draft takes where there is data.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reach">Share of the FLOPs that groups hold which it can judge.</param>
internal sealed record SuitedMethod(string Name, double Reach)
{
    /// <summary>Cuts transformers, by gradients.</summary>
    public const string KPrune = "kprune";

    /// <summary>Cuts what weights of floats read.</summary>
    public const string Osscar = "osscar";

    /// <summary>Tries several, of which one nearly always can judge: such as integers, whose weights nothing refits.</summary>
    public const string Best = BestMethod.Name;

    /// <summary>The best of those that can judge at least half of what can be cut; where none can, one is found by trying, and where
    /// answers cannot be compared either, the weights alone tell.</summary>
    public static SuitedMethod Of(ModelSketch sketch)
    {
        var all = StructureSummary.MacShare(sketch.Structure);
        string[] methods = sketch.Model.Opset() < MomentGraph.OldestOpset ? [] : TakesKPrune(sketch) ? [KPrune, Osscar] : [Osscar];
        return methods.Select(method => new SuitedMethod(method, ReachOf(method, sketch)))
            .FirstOrDefault(suited => suited.Reach >= all / 2)
            ?? new SuitedMethod(sketch.Answer == AnswerKind.Words ? BlindTrial.Method : Best, all);
    }

    private static bool TakesKPrune(ModelSketch sketch) =>
        sketch.Model.Opset() >= OpsetUpgrade.Oldest && sketch.Structure.Groups.Any(group => group.Kind == StructureKind.Heads);

    private static double ReachOf(string method, ModelSketch sketch)
    {
        var recipe = Recipes.Of(TrialEntry.Of(method, BlindTrial.Least).Prune[0], 0).Value!;
        var needs = StepNeeds.Of(sketch.Model, recipe, sketch.Structure, sketch.Probe.Facts, choosesLater: false);
        return StructureSummary.MacShare(sketch.Structure, needs.Groups);
    }
}
