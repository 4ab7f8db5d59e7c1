using PruneBuild.Engine.Pruning;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class NothingLeftTests
{
    [TestMethod]
    public void KeysThatWereNotWrittenAreNotBlamedForAModelWithNothing()
    {
        Assert.DoesNotContain("'only'", NothingLeft.ToPrune(null, 0, 3).Message);
        Assert.DoesNotContain("'only'", NothingLeft.ToMask(null, 0, []).Message);
        StringAssert.Contains(NothingLeft.ToPrune(null, 2, 3).Message, "Of the model's 2 prunable groups");
        StringAssert.Contains(NothingLeft.ToMask(null, 2, []).Message, "name weights under 'only'");
    }

    [TestMethod]
    public void WeightsThatMasksDoNotKnowAreNamedTheLargestFirst()
    {
        MaskRefusal[] refusals = [.. (((string, int)[])[("a", 4), ("b", 9), ("c", 6), ("d", 8)]).Select(one => new MaskRefusal(one.Item1, "node", "MatMulInteger", one.Item2, $"of {one.Item1}"))];

        StringAssert.Contains(NothingLeft.ToMask(null, 0, refusals).Message, "(4 weights are not known to masks at all: 'b', 'd', 'c' and others; the first because of b)");
        StringAssert.Contains(NothingLeft.ToMask(null, 0, refusals[..1]).Message, "'a'; the first because of a)");
    }
}
