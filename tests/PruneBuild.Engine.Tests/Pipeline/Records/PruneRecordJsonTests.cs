using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Tests.Pipeline.Records;

[TestClass]
public sealed class PruneRecordJsonTests
{
    private static readonly string Key = new('a', 64);

    [TestMethod]
    public void ARecordSurvivesTheWayThroughText()
    {
        var record = SampleRecord.Of(Key, new ArtifactFile("small.onnx", new string('c', 64), 1234)) with
        {
            Cuts =
            [
                new KeptUnits("fc1", 4, [0, 3], 0.25) { NextLoss = 0.5, Reasons = [new(2, 0.125), new(1, double.NaN)] },
                new KeptUnits("fc2", 3, [1], 1.5)
                {
                    Reasons = [new(0, 1.5, new Redundancy(2, 0.75, "bits") { Survivor = 1 }), new(2, 0.25)],
                },
            ],
            Masks = [new MaskNote("fc1", 128, 64, 0.0125), new MaskNote("fc2", 48, 24, null)],
            Recoveries = [RecoveryJsonTests.Note, RecoveryJsonTests.Note with { Step = 2, Kind = "blocks" }],
        };
        var text = PruneRecordJson.Text(record);
        var read = PruneRecordJson.Parse(text)!;
        Assert.AreEqual(record.Cuts, read.Cuts);
        Assert.AreEqual(record.Masks, read.Masks);
        Assert.AreEqual(record.Recoveries, read.Recoveries);
        Assert.AreEqual(record.Files, read.Files);
        Assert.AreEqual(record.Inputs, read.Inputs);
        Assert.AreEqual(record.Outputs, read.Outputs);
        Assert.AreEqual(record.Notes, read.Notes);
        Assert.AreEqual(record.Timings, read.Timings);
        Assert.AreEqual((7, record.Basis), (read.Seed, read.Basis));
        Assert.AreEqual(text, PruneRecordJson.Text(read));
    }

    [TestMethod]
    [DataRow(RecordOrigin.Validation)]
    [DataRow(RecordOrigin.Calibration)]
    [DataRow(RecordOrigin.Random)]
    public void WhereMeasuredRecordsComeFromSurvives(RecordOrigin origin) => Assert.AreEqual(origin, Read(Written(origin)));

    [TestMethod]
    [DataRow("true", RecordOrigin.Random)]
    [DataRow("false", RecordOrigin.Validation)]
    public void OlderTextSaysWhetherMeasuredRecordsAreMadeUp(string madeUp, RecordOrigin origin) => Assert.AreEqual(
        origin, Read(Written(RecordOrigin.Calibration).Replace("\"measuredOn\": \"calibration\"", $"\"madeUp\": {madeUp}")));

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{ "version": 1 }""")]
    [DataRow("""{ "version": 99 }""")]
    [DataRow("""{ "version": "one" }""")]
    public void WhatIsNoRecordIsNone(string text) => Assert.IsNull(PruneRecordJson.Parse(text));

    [TestMethod]
    public void ARecordWhoseReasonsAreNotAsManyAsItsUnitsIsNone()
    {
        var record = SampleRecord.Of(Key, new ArtifactFile("small.onnx", new string('c', 64), 1234)) with
        {
            Cuts = [new KeptUnits("fc1", 2, [0], 1) { Reasons = [new(1, 7)] }],
        };
        var text = PruneRecordJson.Text(record);
        Assert.IsNotNull(PruneRecordJson.Parse(text));
        Assert.IsNull(PruneRecordJson.Parse(text.Replace("\"losses\": [7]", "\"losses\": [7, 8]")));
    }

    [TestMethod]
    public void NotesOfEarlierVersionsAreRead()
    {
        var record = SampleRecord.Of(Key, new ArtifactFile("small.onnx", new string('c', 64), 1234));
        var text = PruneRecordJson.Text(record);
        StringAssert.Contains(text, "\"severity\": \"warning\"");
        Assert.AreEqual(record.Notes, PruneRecordJson.Parse(text.Replace("\"severity\": \"warning\"", "\"severity\": \"Warning\""))!.Notes);
    }

    [TestMethod]
    [DataRow("../../small.onnx")]
    [DataRow("/etc/passwd")]
    [DataRow("a\\\\..\\\\b")]
    [DataRow("..")]
    public void AFileOfAHostileRecordMayNotLeaveItsFolder(string name)
    {
        var text = PruneRecordJson.Text(SampleRecord.Of(Key, new ArtifactFile("small.onnx", new string('c', 64), 1234)));
        Assert.IsNull(PruneRecordJson.Parse(text.Replace("\"small.onnx\"", $"\"{name}\"")));
    }

    private static string Written(RecordOrigin origin) => PruneRecordJson.Text(
        SampleRecord.Of(Key, new ArtifactFile("small.onnx", new string('c', 64), 1234)) with { Records = new(2000, 872, origin) });

    private static RecordOrigin Read(string text) => PruneRecordJson.Parse(text)!.Records.Origin;
}
