using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Running;
using PruneBuild.Engine.Tests.Pruning;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Pipeline.Running;

[TestClass]
public sealed class PruneRunTests
{
    /// <summary>The pooler stays, as the method means it to: the reports say so, and a run has no news for its user.</summary>
    [TestMethod]
    public void WhatAMethodNeverCutsIsInTheReportAndNoMessage()
    {
        using var folder = new TemporaryFolder();
        OnnxWriter.Write(SmallModels.Pooled(), folder.File("model.onnx"));
        folder.Write("data.csv", string.Concat(
            Enumerable.Range(0, 40).Select(i => $"{i % 11},{i % 7},{i % 5}\n").Prepend("x0,x1,x2\n")));
        var manifest = ManifestReader.Parse(
            """
            version: 1
            models:
              m:
                source: model.onnx
                data:
                  calibration: { file: data.csv, take: 20 }
                  validation: { file: data.csv, skip: 20 }
                  prepare: [ { array: { columns: "x*", input: ids } } ]
                prune: { method: kcm, remove: { units: 50% } }
                gates: { agreement: { min: 0 } }
            """,
            folder.File("prune.yaml")).Value!;

        var outcome = PruneRun.Execute(new RunRequest(manifest, manifest.Models, folder.File("obj")));

        Assert.IsEmpty(outcome.Diagnostics, string.Join("; ", outcome.Diagnostics));
        StringAssert.Contains(File.ReadAllText(folder.File("obj/m/report.md")), "pooler");
    }
}
