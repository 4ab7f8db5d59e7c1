using PruneBuild.Engine.Pruning;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class NothingLeftTests
{
    [TestMethod]
    public void KeysThatWereNotWrittenAreNotBlamedForAModelWithNothing()
    {
        Assert.DoesNotContain("'only'", NothingLeft.ToPrune(null, 0, 3).Message);
        Assert.DoesNotContain("'only'", NothingLeft.ToMask(null, 0, 3).Message);
        StringAssert.Contains(NothingLeft.ToPrune(null, 2, 3).Message, "Of the model's 2 prunable groups");
        StringAssert.Contains(NothingLeft.ToMask(null, 2, 3).Message, "name weights under 'only'");
    }
}
