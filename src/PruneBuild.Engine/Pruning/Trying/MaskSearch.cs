using PruneBuild.Diagnostics;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Trying;

/// <summary>Lets a criterion that searches run the model with units silenced.</summary>
internal static class MaskSearch
{
    /// <summary>The choices that the search ends with.</summary>
    /// <param name="search">The criterion.</param>
    /// <param name="model">The model.</param>
    /// <param name="step">The groups, and the first choices of each.</param>
    /// <param name="budget">How far.</param>
    /// <param name="bench">Data, and where to run.</param>
    public static Result<IReadOnlyList<GroupChoices>> Run(
        ISearch search, OnnxModel model, PreparedStep step, Budget budget, Workbench bench)
    {
        var (facts, groups, batches) = (step.Analysed.Probe.Facts, step.Groups, bench.Batches);
        return SessionWork.In(model, MaskInputs.Add(model, facts, groups), bench.Device, SessionSettings.Reproducible, Search);

        IReadOnlyList<GroupChoices> Search(ModelSession teacher, ModelSession masked)
        {
            var taught = OutputStream.Run(teacher, batches, null, bench.Cancellation).Select(pair => pair.Outputs).ToArray();
            var (prices, limit) = Prices(step.Analysed.Structure, groups, budget);
            var units = groups.Select((group, i) => new SearchGroup(group.Id, group.Units, prices[i])).ToValueList();
            return search.Search(step.Choices, new SearchSpace(units, limit, batches.Count, Loss));

            double Loss(IReadOnlyList<bool[]> kept, int batch)
            {
                var inputs = new Dictionary<string, Tensor>(batches[batch].Inputs);
                foreach (var (name, mask) in MaskInputs.Feeds(facts, groups, kept))
                    inputs[name] = mask;
                return OutputDivergence.Of(taught[batch], masked.Run(inputs, teacher.Outputs, bench.Cancellation), batches[batch]);
            }
        }
    }

    /// <summary>What a unit of each group costs with everything else whole, and what all kept units may cost.</summary>
    private static (double[] Prices, double Limit) Prices(ModelStructure structure, IReadOnlyList<PruneGroup> groups, Budget budget)
    {
        if (budget is Budget.Units units)
            return ([.. groups.Select(_ => 1.0)], (1 - units.Removed) * groups.Sum(group => group.Units));
        var cost = structure.Cost;
        var kind = budget is Budget.Share { Kind: var shared } ? shared : ((Budget.Absolute)budget).Kind;
        var full = cost.Evaluate(kind, cost.Units);
        var limit = budget is Budget.Share { Removed: var removed } ? (1 - removed) * full : ((Budget.Absolute)budget).Limit;
        var prices = groups
            .Select(group => full - cost.Evaluate(kind, cost.Sizes(new Dictionary<string, int> { [group.Id] = group.Units - 1 })))
            .Select(price => Math.Max(price, double.Epsilon)).ToArray();
        return (prices, limit - full + groups.Zip(prices, (group, price) => group.Units * price).Sum());
    }
}
