using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts.Caches;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Sweeping;
using PruneBuild.Engine.Tests.Pipeline.Records;

namespace PruneBuild.Engine.Tests.Pipeline.Sweeping;

[TestClass]
public sealed class SweepNotesTests
{
    private static readonly Diagnostic Learnt = DiagnosticCatalog.NothingLearnt.At(null, "perp", 10, 0.5, "held-out records");
    private static readonly Diagnostic Uneven = DiagnosticCatalog.NothingToCompact.At(null, "8 units", "1 group", "no other", "Mask more");

    [TestMethod]
    public void WhatNotAllTrialsTellNamesThoseThatDo()
    {
        var manifest = ManifestReader.Parse(
            "version: 1\nmodels:\n  m:\n    source: m.onnx\n    prune: { method: osscar, recover: perp, remove: { flops: 50% } }\n",
            "prune.yaml").Value!;
        var grid = new SweepGrid(["osscar"], SweepRemoval.Parse("flops=20%..30%", 0.1).Value!);
        var request = new SweepRequest(manifest, manifest.Models[0], grid, new CachePlaces(null, null));
        SweepTrial[] trials = [.. grid.Points.Zip(
            (Diagnostic[][])[[Learnt, Uneven], [Uneven]],
            (point, notes) => new SweepTrial(
                point.Method, point.Removal.Text, SampleRecord.Of("key") with { Notes = [.. notes] }, null))];

        var told = SweepNotes.Of(request, new SweepResult("m", "b", false, ["size"], [], [.. trials]));

        StringAssert.EndsWith(told.Single(one => one.Code == Learnt.Code).Message, $"(1 trial: osscar {trials[0].Asked})");
        Assert.AreEqual(Uneven.Message, told.Single(one => one.Code == Uneven.Code).Message, "what all trials tell is told once");
    }
}
