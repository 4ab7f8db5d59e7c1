using PruneBuild.Coverage.Operators;
using PruneBuild.Testing;

namespace PruneBuild.Coverage.Tests.Operators;

[TestClass]
public sealed class OperatorPageTests
{
    [TestMethod]
    public void ThePageOfOperatorsIsCurrent() =>
        GoldenFile.Matches(
            OperatorPage.Write(), Path.Combine(SharedFolder.Repository(), "docs", "operators.md"), Environment.GetEnvironmentVariable);

    [TestMethod]
    public void EveryRuleSaysWhatItMeans()
    {
        var silent = OperatorPage.Write().Split('\n').Where(line => line.EndsWith("|  |", StringComparison.Ordinal));

        Assert.IsEmpty(silent.ToArray());
    }
}
