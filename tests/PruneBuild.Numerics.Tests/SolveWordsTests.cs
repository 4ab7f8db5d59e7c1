namespace PruneBuild.Numerics.Tests;

[TestClass]
public sealed class SolveWordsTests
{
    [TestMethod]
    public void EveryFailureHasWordsThatAreNotItsNameInCode()
    {
        foreach (var failure in Enum.GetValues<SolveStatus>().Where(status => status != SolveStatus.Solved))
        {
            var words = SolveWords.Of(failure);

            Assert.Contains(" ", words);
            Assert.DoesNotContain($"{failure}", words);
        }
    }

    [TestMethod]
    public void SuccessIsNoFailure() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SolveWords.Of(SolveStatus.Solved));
}
