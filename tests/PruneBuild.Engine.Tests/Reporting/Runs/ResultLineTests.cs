using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Reporting.Runs;
using PruneBuild.Engine.Tests.Pipeline.Records;

namespace PruneBuild.Engine.Tests.Reporting.Runs;

[TestClass]
public sealed class ResultLineTests
{
    [TestMethod]
    public void SaysMethodScoreVerdictSpeedAndSize() => Assert.AreEqual(
        "sentiment: osscar, 50 % of FLOPs: accuracy 0.8899 → 0.883 (gates ≥ 0.80, drop ≤ 0.02 hold), 2.0× faster, 63 → 34 MB",
        ResultLine.Of(Outcome("accuracy: { min: 0.80, max-drop: 0.02 }")));

    [TestMethod]
    public void NamesTheGateThatFailsAndWhatShips() => Assert.AreEqual(
        "sentiment: osscar, 50 % of FLOPs: accuracy 0.8899 → 0.883 (gate ≥ 0.9 fails), 2.0× faster, 63 → 34 MB; the original ships",
        ResultLine.Of(Outcome("accuracy: { min: 0.9, max-drop: 0.02 }") with { OnFail = OnFail.KeepOriginal }));

    [TestMethod]
    [DataRow("accuracy: { min: 0.8 }, size: { max: 20 MB }", "(gate ≥ 0.8 holds), 2.0× faster, 63 → 34 MB (gate ≤ 20 MB fails)")]
    [DataRow("latency: { max-ratio: 0.1 }", "agreement 0.9748, 2.0× faster (gate ratio ≤ 0.1 fails), 63 → 34 MB")]
    [DataRow("accuracy: { min: 0.8 }, agreement: { min: 0.99 }", "63 → 34 MB, agreement 0.9748 (gate ≥ 0.99 fails)")]
    [DataRow("size: { max: 40 MB }, latency: { max-ratio: 0.9 }", "2.0× faster (gate ratio ≤ 0.9 holds), 63 → 34 MB (gate ≤ 40 MB holds)")]
    [DataRow("accuracy: { min: 0.8 }, agreement: { min: 0.9 }", "63 → 34 MB, agreement 0.9748 (gate ≥ 0.9 holds)")]
    public void EveryGateIsNamed(string gates, string end) => StringAssert.EndsWith(ResultLine.Of(Outcome(gates)), end);

    [TestMethod]
    public void LeadsWithAgreementWhenOnlyCostsAreGated() => Assert.AreEqual(
        "sentiment: osscar, 50 % of FLOPs: agreement 0.9748, 2.0× faster, 63 → 34 MB (gate ≤ 40 MB holds); already pruned",
        ResultLine.Of(Outcome("size: { max: 40 MB }") with { Work = WorkDone.None }));

    [TestMethod]
    [DataRow(RecordOrigin.Validation, "agreement 0.9748, 2.0×")]
    [DataRow(RecordOrigin.Calibration, "agreement 0.9748 on calibration records, 2.0×")]
    [DataRow(RecordOrigin.Random, "agreement 0.9748 on random input, 2.0×")]
    public void SaysWhatTheScoreIsOfWhereNoRecordsAreNamedForIt(RecordOrigin origin, string score)
    {
        var outcome = Outcome("size: { max: 40 MB }");
        var record = outcome.Record! with { Records = outcome.Record.Records with { Origin = origin } };
        StringAssert.Contains(ResultLine.Of(outcome with { Record = record }), score);
    }

    internal static ModelOutcome Outcome(string gate)
    {
        var manifest = ManifestReader.Parse($$"""
            version: 1
            models:
              sentiment:
                source: a.onnx
                data: { validation: data.csv, label: y }
                prune: { method: osscar, remove: { flops: 50% } }
                gates: { {{gate}} }
            """, "prune.yaml");
        Assert.IsTrue(manifest.IsOk, string.Join('\n', manifest.Diagnostics));
        var entry = manifest.Value.Models[0];
        var record = SampleRecord.Of(new string('a', 64), new ArtifactFile("a.onnx", new string('c', 64), 34_000_000));
        return new ModelOutcome(entry, record, GateJudge.Judge(entry.Gates, record.Measured), OnFail.Error, WorkDone.Pruned);
    }
}
