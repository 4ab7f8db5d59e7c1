namespace PruneBuild.Pruning.Methods;

/// <summary>A criterion that finds out what is least needed by running the model with units silenced.</summary>
public interface ISearch : ICriterion
{
    /// <summary>Choices for every group, found together.</summary>
    /// <param name="start">What <see cref="ICriterion.Choose" /> says, in the order of the space's groups.</param>
    /// <param name="space">The groups, what they cost, and the loss of a mask.</param>
    IReadOnlyList<GroupChoices> Search(IReadOnlyList<GroupChoices> start, SearchSpace space);
}

/// <summary>What a search may use.</summary>
/// <param name="Groups">The groups, each with its number of units and the price of one.</param>
/// <param name="Budget">What the kept units may cost together, in the unit of the prices.</param>
/// <param name="Batches">Batches of calibration data, by the length of their records;
/// every fifth, one at least, is for judging and not for searching.</param>
/// <param name="Loss">The loss of a batch under a mask: for each group its units, true for those that stay. Deterministic;
/// NaN when the outputs are not finite.</param>
public sealed record SearchSpace(ValueList<SearchGroup> Groups, double Budget, int Batches, Func<IReadOnlyList<bool[]>, int, double> Loss)
{
    private const int Every = 5;

    /// <summary>Batches to judge on: the middle one of each five, long records and short ones alike; the last of fewer.</summary>
    public IReadOnlyList<int> Judging { get; } = Batches < Every
        ? [Batches - 1]
        : [.. Enumerable.Range(0, Batches / Every).Select(five => (five * Every) + (Every / 2))];

    /// <summary>Batches to search on; all where there is one.</summary>
    public IReadOnlyList<int> Searching => Batches == 1 ? [0] : [.. Enumerable.Range(0, Batches).Except(Judging)];
}

/// <summary>A group that a search decides on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Units">How many units.</param>
/// <param name="Price">What one costs with everything else whole.</param>
public sealed record SearchGroup(string Id, int Units, double Price);
