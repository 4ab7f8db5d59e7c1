using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Engine.Tests.Pipeline.Running;

[TestClass]
public sealed class NotePlacesTests
{
    [TestMethod]
    [DataRow("PB3053", 6)]
    [DataRow("PB2064", 9)]
    [DataRow("PB3055", 7)]
    [DataRow("PB3051", 8)]
    [DataRow("PB3061", 8)]
    [DataRow("PB3063", 11)]
    [DataRow("PB3064", 10)]
    [DataRow("PB3065", 9)]
    [DataRow("PB3067", 9)]
    [DataRow("PB3060", 3)]
    public void ANoteStandsAtTheKeyThatItIsAbout(string code, int line) => Assert.AreEqual(line, LineOf(
        code,
        """
              method: wanda
              remove: { bytes: { to: 1 MB } }
              reconstruct: least-squares
              recover: { kind: perp }
              compact: true
            output: { store: sparse-initializers }
        """));

    [TestMethod]
    public void WhatTheOriginalAnswersIsAboutItsData() => Assert.AreEqual(
        8, LineOf("PB4005", "      method: magnitude\n      remove: { flops: 30% }\n    data:\n      validation: v.tsv"));

    /// <summary>Which of two steps a note is about is not in the record.</summary>
    [TestMethod]
    [DataRow("PB3061")]
    [DataRow("PB3065")]
    public void ANoteThatTwoStepsMayHaveCausedStandsAtTheModel(string code) => Assert.AreEqual(3, LineOf(
        code,
        """
            - { method: wanda, remove: { sparsity: 50% }, recover: { kind: perp } }
            - { method: wanda, remove: { sparsity: 60% }, recover: { kind: perp } }
        """));

    [TestMethod]
    public void WithoutReconstructTheMethodFitsTheWeights() =>
        Assert.AreEqual(6, LineOf("PB3061", "    - { method: sparsegpt, remove: { sparsity: 50% } }\n    - { recover: { kind: perp } }"));

    [TestMethod]
    public void AMaskThatWasMadeInASimplerWayIsAboutTheMethod() => Assert.AreEqual(
        7, LineOf("PB3060", "    - { method: kprune, remove: { flops: 30% } }\n    - { method: wanda, remove: { sparsity: 2:4 } }"));

    /// <summary>The line that a note of a model whose steps begin in line 6 of the manifest gets.</summary>
    private static int LineOf(string code, string prune)
    {
        var manifest = ManifestReader.Parse($"version: 1\nmodels:\n  m:\n    source: m.onnx\n    prune:\n{prune}\n", "prune.yaml");
        Assert.IsTrue(manifest.IsOk, string.Join("; ", manifest.Diagnostics));
        var entry = manifest.Value.Models.Single();
        return NotePlaces.Of(new Diagnostic(code, Severity.Warning, "A note.", null), entry).Line;
    }
}
