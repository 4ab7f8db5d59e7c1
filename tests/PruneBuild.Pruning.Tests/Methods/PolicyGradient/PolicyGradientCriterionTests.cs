using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Magnitude;
using PruneBuild.Pruning.Methods.PolicyGradient;

namespace PruneBuild.Pruning.Tests.Methods.PolicyGradient;

[TestClass]
public sealed class PolicyGradientCriterionTests
{
    private static readonly GroupChoices[] start = [GroupChoices.ByScore("a", [4, 3, 2, 1]), GroupChoices.ByScore("b", [0.1, 0.2])];

    [TestMethod]
    public void AMaskThatIsNoBetterOnHeldBackDataIsNotTaken()
    {
        // While searching, unit 3 of group a seems to matter; on the judging batch only what the start keeps does.
        var found = Search((kept, batch) => batch == 2 ? 1 - (kept[0][0] && kept[0][1] ? 0.9 : 0) : 1 - (kept[0][3] ? 0.9 : 0));

        CollectionAssert.AreEqual(new[] { 0, 1 }, found[0].Choices.Single(choice => choice.Kept.Count == 2).Kept.ToArray());
    }

    [TestMethod]
    public void ABetterMaskIsTakenAndItsLossesAreProbabilitiesTimesPrices()
    {
        var found = Search((kept, _) => 1.05 - (kept[0][3] ? 0.5 : 0) - (kept[0][2] ? 0.5 : 0));

        CollectionAssert.Contains(found[0].Choices[1].Kept.ToArray(), 3);
        Assert.IsTrue(found[0].Reasons.All(reason => reason.Loss is >= 0 and <= 2), "group a costs 2 a unit");
        Assert.IsTrue(found[0].ReasonsFor(found[0].Choices[^1]).All(reason => reason.Loss is >= 0 and <= 1), "probabilities are told");
        Assert.AreEqual(2, found[0].Price);
    }

    [TestMethod]
    [DataRow(1, "0")]
    [DataRow(4, "3")]
    [DataRow(5, "2")]
    [DataRow(12, "2, 7")]
    public void LongRecordsAndShortOnesJudge(int batches, string judging)
    {
        var space = new SearchSpace([], 1, batches, (_, _) => 0);

        Assert.AreEqual(judging, string.Join(", ", space.Judging));
        Assert.IsFalse(batches > 1 && space.Searching.Intersect(space.Judging).Any());
    }

    private static IReadOnlyList<GroupChoices> Search(Func<IReadOnlyList<bool[]>, int, double> loss) =>
        new PolicyGradientCriterion(new MagnitudeCriterion(), new PolicyGradientOptions(Steps: 800))
            .Search(start, new SearchSpace([new SearchGroup("a", 4, 2), new SearchGroup("b", 2, 1)], 5, 5, loss));
}
