using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Fingerprints;

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
