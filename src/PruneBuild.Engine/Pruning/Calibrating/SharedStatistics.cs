using PruneBuild.Diagnostics;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;
using PruneBuild.Pruning.Structures.Layers;

namespace PruneBuild.Engine.Pruning.Calibrating;

/// <summary>What was measured of one model on one set of data, for all methods that are tried on it: the first that needs something has all
/// that is coming measured along, in one pass.</summary>
internal sealed class SharedStatistics
{
    private CalibrationFindings known = new(new Dictionary<string, Moments>(), new Dictionary<ValueRequest, Matrix>());

    /// <summary>What a step needs, and perhaps more.</summary>
    /// <param name="own">The step's needs.</param>
    /// <param name="coming">Recipes that will be tried too.</param>
    /// <param name="calibration">Measures.</param>
    /// <returns>What is known then. What is coming may ask for something that cannot be measured;
    /// that is its own failure, and the step measures alone.</returns>
    public Result<CalibrationFindings> Of(StepNeeds own, IReadOnlyList<PruneRecipe> coming, Calibration calibration)
    {
        if (known.Answers(own.Statistics))
            return Result<CalibrationFindings>.Ok(known);
        var together = coming.Select(recipe => Needs(recipe, calibration)).Aggregate(own.Statistics, (all, one) => all.And(one));
        var measured = calibration.Measure(together);
        if (!measured.IsOk && coming.Count > 0)
            measured = calibration.Measure(own.Statistics);
        if (measured.IsOk)
            known = known.And(measured.Value);
        return measured.IsOk ? Result<CalibrationFindings>.Ok(known) : measured;
    }

    private static StatisticRequests Needs(PruneRecipe recipe, Calibration calibration)
    {
        var (model, analysed) = (calibration.Model, calibration.Analysed);
        var structure = analysed.Structure;
        if (recipe.Filter.Structures.Contains(StructureKind.Layers) && structure.Groups.All(group => group.Kind != StructureKind.Layers))
            structure = LayerGroups.Add(structure, model, analysed.Probe.Facts);
        return StepNeeds.Of(model, recipe, structure, analysed.Probe.Facts, StepNeeds.ChoosesLater(recipe)).Statistics;
    }
}
