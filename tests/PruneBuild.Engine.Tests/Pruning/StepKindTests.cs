using PruneBuild.Engine.Pruning;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class StepKindTests
{
    [TestMethod]
    [DataRow("[{ method: wanda, remove: { sparsity: 50% } }, { recover: { kind: perp, train: [biases] } }]", StepKind.Recovery)]
    [DataRow("{ method: best, remove: { sparsity: 50% } }", StepKind.BestMask)]
    [DataRow("{ method: wanda, remove: { sparsity: 2:4 } }", StepKind.Mask)]
    [DataRow("{ method: slicegpt, remove: { flops: 25% } }", StepKind.Rotation)]
    [DataRow("{ method: best, remove: { flops: 50% } }", StepKind.BestMethod)]
    [DataRow("{ method: osscar, remove: { flops: 50% } }", StepKind.Structures)]
    [DataRow("{ criterion: magnitude, remove: { parameters: 50% } }", StepKind.Structures)]
    public void WhatGoesAndTheMethodTellTheKind(string prune, object expected) =>
        Assert.AreEqual((StepKind)expected, StepKinds.Of(SampleEntry.Of(prune).Prune[^1]));
}
