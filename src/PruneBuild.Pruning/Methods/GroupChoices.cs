namespace PruneBuild.Pruning.Methods;

/// <summary>What a group can be cut to.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Choices">Falling in size; the first keeps everything at loss 0. Of a settled group what it was cut to, and nothing
/// else.</param>
public sealed record GroupChoices(string GroupId, ValueList<Choice> Choices)
{
    /// <summary>Why each unit goes, in the order in which they go; empty when the criterion does not say.</summary>
    public ValueList<RemovalReason> Reasons { get; init; } = [];

    /// <summary>What scores of this group are like, for allocations that standardise them;
    /// null where the criterion has losses of sizes but no scores of units.</summary>
    public ScoreScale? Scale { get; init; }

    /// <summary>The same of the features that units are made of, where a unit's score is the mean of its features';
    /// null where that is no other.</summary>
    public ScoreScale? FeatureScale { get; init; }

    /// <summary>What losses and reasons were multiplied by, so that rules that weigh losses by cost follow an order of their criterion's
    /// own; a plan tells them without it.</summary>
    public double Price { get; init; } = 1;

    /// <summary>True when the group has been cut already: no rule offers it another size.</summary>
    public bool IsSettled { get; init; }

    /// <summary>A group that has been cut already.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="choice">What it was cut to.</param>
    public static GroupChoices Settled(string groupId, Choice choice) => new(groupId, [choice]) { IsSettled = true };

    /// <summary>The reasons of the units that a choice removes, in the criterion's own unit.</summary>
    public ValueList<RemovalReason> ReasonsFor(Choice choice)
    {
        var gone = Unpriced().Where(reason => !choice.Kept.Contains(reason.Unit)).ToArray();
        var partners = gone.Where(reason => reason.Redundancy is not null)
            .ToDictionary(reason => reason.Unit, reason => reason.Redundancy!.With);
        return gone.Select(
            reason => reason.Redundancy is { } shared && Survivor(shared.With, partners) is var survivor && survivor != shared.With
                ? reason with { Redundancy = shared with { Survivor = survivor } }
                : reason).ToValueList();
    }

    private IEnumerable<RemovalReason> Unpriced() => Reasons.Select(reason => reason with { Loss = reason.Loss / Price });

    /// <summary>Where partners lead to; a partner went later than whom it made redundant, so that they lead to an end.</summary>
    private static int Survivor(int unit, Dictionary<int, int> partners)
    {
        while (partners.TryGetValue(unit, out var next))
            unit = next;
        return unit;
    }

    /// <summary>The same with losses as shares of the largest one, for groups whose scores do not compare:
    /// each then counts as much as any other.</summary>
    public GroupChoices AsShares() => Choices.Max(choice => choice.Loss) is var largest and > 0
        ? DividedBy(largest) with { Reasons = Unpriced().ToValueList(), Price = 1 }
        : this;

    /// <summary>The same where the loss of the smallest size is the geometric mean of what it is and what it was in another measurement:
    /// beside other groups both count, and within the group its units' own losses.</summary>
    /// <param name="other">The group in the other measurement.</param>
    public GroupChoices TemperedBy(GroupChoices other) => Choices[^1].Loss > 0 && other.Choices[^1].Loss > 0
        ? DividedBy(Math.Sqrt(Choices[^1].Loss / other.Choices[^1].Loss))
        : this;

    private GroupChoices DividedBy(double unit) => this with
    {
        Choices = [.. Choices.Select(choice => choice with { Loss = choice.Loss / unit })], Scale = Scale?.DividedBy(unit),
        FeatureScale = FeatureScale?.DividedBy(unit), Reasons = [.. Reasons.Select(reason => reason with { Loss = reason.Loss / unit })],
        Price = Price / unit,
    };

    /// <summary>Choices that remove units one after the other in a fixed order.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="order">All units but at least the last to stay, first to go first.</param>
    /// <param name="losses">The loss that removing each of them adds, same order.</param>
    /// <param name="units">Number of units of the group.</param>
    public static GroupChoices InOrder(string groupId, IReadOnlyList<int> order, IReadOnlyList<double> losses, int units)
    {
        var kept = new SortedSet<int>(Enumerable.Range(0, units));
        var choices = new List<Choice> { new([.. kept], 0) };
        var reasons = new List<RemovalReason>();
        var loss = 0.0;
        for (var i = 0; i < order.Count && kept.Count > 1; i++)
        {
            kept.Remove(order[i]);
            loss += losses[i];
            choices.Add(new Choice([.. kept], loss));
            reasons.Add(new RemovalReason(order[i], losses[i]));
        }

        return new GroupChoices(groupId, choices.ToValueList()) { Reasons = reasons.ToValueList() };
    }

    /// <summary>Choices that remove units by rising score; ties go by index, so that the plan is the same everywhere.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="scores">Of every unit.</param>
    public static GroupChoices ByScore(string groupId, IReadOnlyList<double> scores)
    {
        var order = Enumerable.Range(0, scores.Count).OrderBy(unit => scores[unit]).ThenBy(unit => unit).ToArray();
        return InOrder(groupId, order, [.. order.Select(unit => scores[unit])], scores.Count) with { Scale = ScoreScale.Of(scores) };
    }
}

/// <summary>One size of a group.</summary>
/// <param name="Kept">Units that stay, strictly ascending.</param>
/// <param name="Loss">Expected loss of removing the others together, in the criterion's unit; never falls with fewer units.</param>
public sealed record Choice(ValueList<int> Kept, double Loss);
