using PruneBuild.Engine.Reporting.Runs;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Reporting.Runs;

[TestClass]
public sealed class ReportMarkdownTests
{
    [TestMethod]
    public void ReadsAsAJobSummary() =>
        GoldenFile.Matches(ReportMarkdown.Of(ResultLineTests.Outcome("accuracy: { min: 0.80, max-drop: 0.005 }, size: { max: 40 MB }")), "sentiment");
}
