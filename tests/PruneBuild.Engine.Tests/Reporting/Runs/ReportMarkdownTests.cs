using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Reporting.Runs;
using PruneBuild.Engine.Tests.Pipeline.Records;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Reporting.Runs;

[TestClass]
public sealed class ReportMarkdownTests
{
    [TestMethod]
    public void ReadsAsAJobSummary() =>
        GoldenFile.Matches(
            ReportMarkdown.Of(ResultLineTests.Outcome("accuracy: { min: 0.80, max-drop: 0.005 }, size: { max: 40 MB }")), "sentiment");

    [TestMethod]
    [DataRow(RecordOrigin.Validation, "measured on 872 records of data.csv.")]
    [DataRow(RecordOrigin.Calibration, "measured on 872 calibration records (no others are named).")]
    [DataRow(RecordOrigin.Random, "measured on 872 random records (none are named).")]
    public void SaysWhichRecordsWereMeasuredOn(RecordOrigin origin, string footer)
    {
        var outcome = ResultLineTests.Outcome("accuracy: { min: 0.80 }");
        var record = outcome.Record! with { Records = outcome.Record.Records with { Origin = origin } };
        StringAssert.Contains(ReportMarkdown.Of(outcome with { Record = record }), footer);
    }

    [TestMethod]
    [DataRow(null, null, "of data.csv.")]
    [DataRow(900, null, "of data.csv (take: 900).")]
    [DataRow(900, 50, "of data.csv (take: 900, skip: 50).")]
    public void SaysWhichPartOfAFileWasTaken(int? take, int? skip, string footer)
    {
        var outcome = ResultLineTests.Outcome("accuracy: { min: 0.80 }");
        var data = outcome.Entry.Data!;
        var taken = data with { Validation = data.Validation! with { Take = At(take), Skip = At(skip) } };
        StringAssert.Contains(ReportMarkdown.Of(outcome with { Entry = outcome.Entry with { Data = taken } }), footer);

        Located<int>? At(int? number) => number is { } value ? new Located<int>(value, data.Validation!.File.Span) : null;
    }

    [TestMethod]
    public void MaskedWeightsAreListedAndNothingIsPromised()
    {
        var outcome = ResultLineTests.Outcome("accuracy: { min: 0.80 }");
        var text = ReportMarkdown.Of(
            outcome with { Record = outcome.Record! with { Cuts = [], Masks = [new MaskNote("fc1", 128, 64, 0.0125)] } });
        StringAssert.Contains(text, "| fc1 | 128 | 64 (50 %) | 1.3 % |");
        StringAssert.Contains(text, "no faster on ONNX Runtime");
        Assert.DoesNotContain("What was cut", text);
        Assert.DoesNotContain("could cut", text);
        Assert.DoesNotContain("afterwards", text);
    }

    [TestMethod]
    public void WhereNoErrorWasMeasuredThereIsNoColumnForIt()
    {
        var outcome = ResultLineTests.Outcome("accuracy: { min: 0.80 }");
        string Text(params MaskNote[] masks) => ReportMarkdown.Of(outcome with { Record = outcome.Record! with { Masks = [.. masks] } });
        var unmeasured = Text(new MaskNote("fc1", 128, 64, null));
        StringAssert.Contains(unmeasured, "| weight | elements | zeros |\n");
        StringAssert.Contains(unmeasured, "| fc1 | 128 | 64 (50 %) |\n");
        var some = Text(new MaskNote("fc1", 128, 64, null), new MaskNote("fc2", 128, 64, 0.0125));
        StringAssert.Contains(some, "| fc1 | 128 | 64 (50 %) |  |");
    }

    [TestMethod]
    public void WhatWasTrainedIsListedStepByStep()
    {
        var outcome = ResultLineTests.Outcome("accuracy: { min: 0.80 }");
        string Text(params RecoveryNote[] notes) =>
            ReportMarkdown.Of(outcome with { Record = outcome.Record! with { Recoveries = [.. notes] } });
        var note = RecoveryJsonTests.Note;
        StringAssert.Contains(Text(note), "| perp | biases, norms | 96 (4.0 %) | 120 | 0.0125 → 0.009 | 1.2 s |");
        var both = Text(note, note with { Step = 3, Kind = "blocks", Steps = 40 });
        StringAssert.Contains(both, "| perp (step 1) | biases, norms |");
        StringAssert.Contains(both, "| blocks (step 3) | biases, norms | 96 (4.0 %) | 40 |");
        StringAssert.Contains(both, "held out from training");
        Assert.DoesNotContain("held out", Text());
    }

    [TestMethod]
    public void ABusyMachineIsSaid()
    {
        var outcome = ResultLineTests.Outcome("accuracy: { min: 0.80 }");
        const string busy = ", busy while the models were timed. PruneBuild";
        Assert.DoesNotContain(busy, ReportMarkdown.Of(outcome));

        var disturbed = outcome.Record!.Measured.Select(measurement => measurement with { IsDisturbed = measurement.IsTime });
        StringAssert.Contains(ReportMarkdown.Of(outcome with { Record = outcome.Record with { Measured = [.. disturbed] } }), busy);
    }

    [TestMethod]
    public void WhereUnitsWereCutTooTheMasksAreSaidToBeOfBefore()
    {
        var outcome = ResultLineTests.Outcome("accuracy: { min: 0.80 }");
        var text = ReportMarkdown.Of(outcome with { Record = outcome.Record! with { Masks = [new MaskNote("fc1", 128, 64, 0.0125)] } });
        StringAssert.Contains(text, "Elements and zeros are those of when a weight was masked: units that `compact: true` cuts afterwards");
    }
}
