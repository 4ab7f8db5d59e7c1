using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Pipeline.Running;
using PruneBuild.Engine.Tests.Pruning;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pipeline.Running;

[TestClass]
public sealed class PruneRunTests
{
    /// <summary>The pooler stays, as the method means it to: the reports say so, and a run has no news for its user.</summary>
    [TestMethod]
    public void WhatAMethodNeverCutsIsInTheReportAndNoMessage()
    {
        using var folder = new TemporaryFolder();
        var outcome = RunOfPooled(
            folder,
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
            """);

        Assert.IsEmpty(outcome.Diagnostics, string.Join("; ", outcome.Diagnostics));
        StringAssert.Contains(File.ReadAllText(folder.File("obj/m/report.md")), "pooler");
    }

    [TestMethod]
    public void AMetricThatCannotBeMeasuredIsNotReplacedInSilence()
    {
        using var folder = new TemporaryFolder();
        var outcome = RunOfPooled(
            folder,
            """
            version: 1
            models:
              m:
                source: model.onnx
                metric: accuracy
                data:
                  validation: data.csv
                  prepare: [ { array: { columns: "x*", input: ids } } ]
                prune: { method: magnitude, remove: { units: 25% } }
                gates: { agreement: { min: 0 } }
            """);

        var warning = outcome.Diagnostics.Single();
        Assert.AreEqual("PB4006", warning.Code);
        Assert.AreEqual(5, warning.Location?.Line);
        StringAssert.EndsWith(warning.Message, "The report leads with 'agreement'.");
    }

    /// <summary>Without a gate, labels of a single score are numbers, and what was measured by them is no accuracy.</summary>
    [TestMethod]
    public void AGateOnClassesThatCameLaterIsJudged()
    {
        using var folder = new TemporaryFolder();
        OnnxWriter.Write(
            new ModelBuilder()
                .Input("x", ElementType.Float, ["n", 4])
                .Weight("first", 1, 4, 8).Weight("second", 2, 8, 1)
                .Node("MatMul", ["x", "first"], ["inner"]).Node("Relu", ["inner"], ["active"]).Node("MatMul", ["active", "second"], ["y"])
                .Output("y", ElementType.Float, ["n", 1])
                .Build(),
            folder.File("model.onnx"));
        folder.Write("data.csv", string.Concat(
            Enumerable.Range(0, 40).Select(i => $"{i % 11},{i % 7},{i % 5},{i % 3},{i % 2}\n").Prepend("x0,x1,x2,x3,label\n")));

        var codes = new[] { "", "gates: { accuracy: { min: 0 } }" }.Select(gates =>
        {
            var manifest = ManifestReader.Parse(
                $$"""
                version: 1
                models:
                  m:
                    source: model.onnx
                    data:
                      validation: { file: data.csv }
                      label: label
                      prepare: [ { array: { columns: "x*", input: x } } ]
                    prune: { method: magnitude, remove: { units: 50% } }
                    {{gates}}
                """,
                folder.File("prune.yaml")).Value!;
            var outcome = PruneRun.Execute(new RunRequest(manifest, manifest.Models, folder.File("obj")));
            return string.Join(' ', outcome.Diagnostics.Select(one => one.Code));
        }).ToArray();

        Assert.AreEqual("PB4005 PB4004|PB4005", string.Join('|', codes));
    }

    /// <summary>Its answers to random tokens are always a guess, and there is no data to mend.</summary>
    [TestMethod]
    public void ALanguageModelWithoutDataIsNotCalledGuessing()
    {
        using var folder = new TemporaryFolder();
        OnnxWriter.Write(
            new ModelBuilder()
                .Input("ids", ElementType.Int64, "batch", "sequence").Scalar("sure", 100f)
                .Weight("table", 1, 11, 6).Weight("up", 2, 6, 8).Weight("down", 3, 8, 11)
                .Node("Gather", ["table", "ids"], ["x"]).Node("MatMul", ["x", "up"], ["h"]).Node("Relu", ["h"], ["a"])
                .Node("MatMul", ["a", "down"], ["small"]).Node("Mul", ["small", "sure"], ["logits"])
                .Output("logits", ElementType.Float, ["batch", "sequence", 11])
                .Build(),
            folder.File("model.onnx"));
        var manifest = ManifestReader.Parse(
            "version: 1\nmodels:\n  m:\n    source: model.onnx\n    prune: { method: magnitude, remove: { units: 50% } }\n",
            folder.File("prune.yaml")).Value!;

        var outcome = PruneRun.Execute(new RunRequest(manifest, manifest.Models, folder.File("obj")));

        Assert.AreEqual("PB4004", string.Join(' ', outcome.Diagnostics.Select(one => one.Code)));
    }

    /// <summary>A run on a small encoder with a pooler, model.onnx, and its token numbers, data.csv.</summary>
    private static RunOutcome RunOfPooled(TemporaryFolder folder, string text)
    {
        OnnxWriter.Write(SmallModels.Pooled(), folder.File("model.onnx"));
        folder.Write("data.csv", string.Concat(
            Enumerable.Range(0, 40).Select(i => $"{i % 11},{i % 7},{i % 5}\n").Prepend("x0,x1,x2\n")));
        var manifest = ManifestReader.Parse(text, folder.File("prune.yaml")).Value!;
        return PruneRun.Execute(new RunRequest(manifest, manifest.Models, folder.File("obj")));
    }
}
