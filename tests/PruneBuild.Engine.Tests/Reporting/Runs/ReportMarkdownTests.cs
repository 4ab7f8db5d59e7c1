using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Reporting.Runs;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Reporting.Runs;

[TestClass]
public sealed class ReportMarkdownTests
{
    [TestMethod]
    public void ReadsAsAJobSummary() =>
        GoldenFile.Matches(ReportMarkdown.Of(ResultLineTests.Outcome("accuracy: { min: 0.80, max-drop: 0.005 }, size: { max: 40 MB }")), "sentiment");

    [TestMethod]
    public void MaskedWeightsAreListedAndNothingIsPromised()
    {
        var outcome = ResultLineTests.Outcome("accuracy: { min: 0.80 }");
        var text = ReportMarkdown.Of(outcome with { Record = outcome.Record! with { Cuts = [], Masks = [new MaskNote("fc1", 128, 64, 0.0125)] } });
        StringAssert.Contains(text, "| fc1 | 128 | 64 (50 %) | 1.3 % |");
        StringAssert.Contains(text, "no faster on ONNX Runtime");
        Assert.DoesNotContain("What was cut", text);
        Assert.DoesNotContain("afterwards", text);
    }

    [TestMethod]
    public void WhereUnitsWereCutTooTheMasksAreSaidToBeOfBefore()
    {
        var outcome = ResultLineTests.Outcome("accuracy: { min: 0.80 }");
        var text = ReportMarkdown.Of(outcome with { Record = outcome.Record! with { Masks = [new MaskNote("fc1", 128, 64, 0.0125)] } });
        StringAssert.Contains(text, "Elements and zeros are those of when a weight was masked: units that `compact: true` cuts afterwards");
    }
}
