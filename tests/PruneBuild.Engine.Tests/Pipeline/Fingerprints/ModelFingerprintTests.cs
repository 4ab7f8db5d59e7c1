using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pipeline.Fingerprints;

[TestClass]
public sealed class ModelFingerprintTests
{
    private const string Text = """
        version: 1
        models:
          a:
            source: a.onnx
            data: { validation: { file: data.csv }, label: y }
            prune: { method: magnitude, remove: { flops: 50% } }
            gates: { size: { max: 1 MB } }
        """;

    private const string Full = """
        version: 1
        seed: 3
        models:
          photos:
            source: models/resnet20.onnx
            data:
              calibration: { file: data/train, take: 100, skip: 5 }
              validation: data/test
              label: label
              classes: [ airplane, automobile ]
              prepare:
                - image:
                    size: 32x32
                    mean: [ 0.4914, 0.4822, 0.4465 ]
                    std: [ 0.2470, 0.2435, 0.2616 ]
                    layout: nchw
                    range: 0..1
                    colors: rgb
            prune:
              criterion: { kind: fluctuation }
              allocate: { kind: uniform, round-to: 8 }
              reconstruct: { kind: least-squares, ridge: 0.01, intercept: true, inputs: sequential }
              remove: { units: 30% }
              structures: [ channels ]
              only: [ "layer*" ]
              keep: layer1.0.conv1
          sentences:
            source: models/sentences.onnx
            data:
              calibration: { file: data/train.tsv, take: 2000 }
              validation: data/dev.tsv
              prepare:
                - tokenize: { kind: wordpiece, vocabulary: models/vocab.txt, lower-case: true, text: sentence, max-length: 64 }
            prune: { method: kprune, remove: { as-much-as: gates } }
            gates: { agreement: { min: 0.8 }, latency: { max-ratio: 0.8 } }
            output: { store: sparse-initializers }
          stories:
            source: models/stories.onnx
            data: { calibration: data/stories.u16, sequence-length: 256 }
            prune:
              - { method: kprune, remove: { flops: { to: 10 MFLOPs } }, structures: [ heads, neurons ] }
              - { method: sparsegpt, remove: { sparsity: 2:4 } }
              - recover: { kind: perp, train: [ biases, norms ], steps: 200 }
          digits:
            source: models/digits.onnx
            data:
              calibration: { file: data/digits.csv, header: true }
              prepare:
                - array: { columns: "pixel*", input: image, shape: [ 1, 8, 8 ], scale: 0.0625 }
                - cast: { image: float }
            prune: { method: magnitude, remove: { sparsity: 50% } }
        """;

    [TestMethod]
    public void WhereTheFilesLieDoesNotMatterToTheKey()
    {
        using var folder = new TemporaryFolder();
        var here = Of(folder, "one", Text);
        var there = Of(
            folder, "two/deep", Text.Replace("data.csv", "sub/data.csv").Replace("a.onnx", "models/other.onnx"),
            "models/other.onnx", "sub/data.csv");
        Assert.AreEqual(here.Key("cpu-x64"), there.Key("cpu-x64"));
        Assert.AreNotEqual(here.Settings, there.Settings, "The lock file watches places.");
    }

    [TestMethod]
    public void GatesAndOutputDoNotMatter()
    {
        using var folder = new TemporaryFolder();
        var other = Text.Replace("1 MB", "2 MB") + "\n    on-fail: warn\n    output: { path: b.onnx }";
        Assert.AreEqual(Of(folder, "one", Text).Key("cpu-x64"), Of(folder, "two", other).Key("cpu-x64"));
    }

    [TestMethod]
    public void DeviceSeedContentAndSettingsMatter()
    {
        using var folder = new TemporaryFolder();
        var first = Of(folder, "one", Text);
        Assert.AreNotEqual(first.Key("cpu-x64"), first.Key("cuda"));
        Assert.AreNotEqual(first.Key("cpu-x64"), Of(folder, "one", Text, seed: 1).Key("cpu-x64"));
        Assert.AreNotEqual(first.Key("cpu-x64"), Of(folder, "one", Text.Replace("50%", "40%")).Key("cpu-x64"));
        Assert.AreNotEqual(first.Key("cpu-x64"), Of(folder, "two", Text, content: "changed").Key("cpu-x64"));
    }

    [TestMethod]
    public void WhatTheModelWritesItselfMatters()
    {
        using var folder = new TemporaryFolder();
        var text = Text.Replace("data: { ", "data: { calibration: { generated: { sequences: 8, tokens: 16 } }, ");
        var keys = new[] { Text, text, text.Replace("8", "9"), text.Replace("16", "32") }
            .Select(one => Of(folder, "one", one).Key("cpu-x64"));
        Assert.HasCount(4, keys.Distinct());
    }

    [TestMethod]
    public void HowWeightsAreStoredMatters()
    {
        using var folder = new TemporaryFolder();
        ModelFingerprint dense = Of(folder, "one", Text), sparse = Of(folder, "one", Text + "\n    output: { store: sparse-initializers }");
        Assert.AreNotEqual(dense.Key("cpu-x64"), sparse.Key("cpu-x64"));
        Assert.AreNotEqual(dense.Settings, sparse.Settings);
        Assert.AreEqual(dense.Settings, Of(folder, "one", Text + "\n    output: { store: dense }").Settings);
    }

    [TestMethod]
    public void TheBasisIsWhatASweepDoesNotVary()
    {
        using var folder = new TemporaryFolder();
        var basis = Of(folder, "one", Text).Basis;
        Assert.AreEqual(basis, Of(folder, "one", Text.Replace("magnitude, remove: { flops: 50% }", "osscar, remove: { as-much-as: gates }")
            .Replace("size: { max: 1 MB }", "accuracy: { min: 0.5 }")).Basis);
        Assert.AreNotEqual(basis, Of(folder, "one", Text, seed: 1).Basis);
        Assert.AreNotEqual(basis, Of(folder, "one", Text.Replace("remove:", "keep: [ fc1 ], remove:")).Basis);
        Assert.AreNotEqual(basis, Of(folder, "two", Text, content: "changed").Basis);
    }

    [TestMethod]
    public void StagesOfAStepBelongToItsMethodAndSoDoesTheBasis()
    {
        using var folder = new TemporaryFolder();
        var staged = Text.Replace("magnitude,", "magnitude, allocate: { round-to: 8 },");
        Assert.AreNotEqual(Of(folder, "one", staged).Basis, Of(folder, "one", staged.Replace("magnitude", "osscar")).Basis);
    }

    /// <summary>Without a metric of classes, labels of a single score are numbers: another pruning, and other measurements.</summary>
    [TestMethod]
    [DataRow(1, "accuracy: { min: 0.5 }", false)]
    [DataRow(1, "pearson: { min: 0.5 }", true)]
    [DataRow(3, "accuracy: { min: 0.5 }", true)]
    public void HowLabelsOfASingleScoreAreReadMatters(int columns, string gate, bool isSame)
    {
        using var folder = new TemporaryFolder();
        var keys = new[] { "size: { max: 1 MB }", gate }.Select(gates =>
        {
            folder.Write("data.csv", "rows");
            OnnxWriter.Write(Scores(columns), folder.File("a.onnx"));
            var manifest = ManifestReader.Parse(Text.Replace("size: { max: 1 MB }", gates), folder.File("prune.yaml")).Value!;
            return ModelFingerprint.Of(manifest, manifest.Models[0]).Key("cpu-x64");
        }).Distinct();
        Assert.HasCount(isSame ? 1 : 2, keys);
    }

    [TestMethod]
    public void InputsThatWereHashedAreNotReadAgain()
    {
        using var folder = new TemporaryFolder();
        var manifest = ManifestReader.Parse(Text, folder.File("prune.yaml")).Value!;
        folder.Write("a.onnx", "model");
        folder.Write("data.csv", "rows");
        var first = ModelFingerprint.Of(manifest, manifest.Models[0]);
        folder.Write("data.csv", "other");
        Assert.AreEqual(first.Content, ModelFingerprint.Of(manifest, manifest.Models[0], first.Hashed).Content);
        Assert.AreNotEqual(first.Content, ModelFingerprint.Of(manifest, manifest.Models[0]).Content);
    }

    /// <summary>Lock files that are committed hold this hash. Where it changes, every one of them is stale: rename types and properties
    /// of the manifest, and order them anew, only where that is meant.</summary>
    [TestMethod]
    public void TheHashOfSettingsInLockFilesStaysAsItIs()
    {
        var manifest = ManifestReader.Parse(Full, "prune.yaml");
        Assert.IsTrue(manifest.IsOk, string.Join('\n', manifest.Diagnostics));
        var hashes = manifest.Value.Models.Select(entry => ModelFingerprint.SettingsOf(entry, manifest.Value.Seed.Value)[..16]);
        Assert.AreEqual("0659a6ca46f81a74 0961cbf05af7198f b7d69811330f153c bdd9d7adbe0e783f", string.Join(' ', hashes));
    }

    private static OnnxModel Scores(int columns) => new ModelBuilder()
        .Input("x", ElementType.Float, ["n", 4])
        .Weight("w", 0, 4, columns)
        .Node("MatMul", ["x", "w"], ["y"])
        .Output("y", ElementType.Float, ["n", columns])
        .Build();

    private static ModelFingerprint Of(
        TemporaryFolder folder, string place, string text, string model = "a.onnx", string data = "data.csv",
        string content = "rows", int seed = 0)
    {
        folder.Write($"{place}/{model}", "model");
        folder.Write($"{place}/{data}", content);
        var manifest = ManifestReader.Parse(text, folder.File($"{place}/prune.yaml"));
        Assert.IsTrue(manifest.IsOk, string.Join('\n', manifest.Diagnostics));
        return ModelFingerprint.Of(manifest.Value with { Seed = manifest.Value.Seed with { Value = seed } }, manifest.Value.Models[0]);
    }
}
