using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class NamedPartsTests
{
    [TestMethod]
    [DataRow(
        "keep: [ atention ]", "remove: { flops: 20% }",
        @"'atention' under 'keep' matches none of the model's \d+ groups\. Did you mean 'attention'\?")]
    [DataRow("only: [ attention, encoder.* ]", "remove: { flops: 10% }", @"'encoder\.\*' under 'only' matches none")]
    [DataRow("keep: [ atention.* ]", "remove: { sparsity: 50% }", @"Did you mean 'attention'\?")]
    [DataRow("keep: [ attention.query ]", "remove: { flops: 20% }", "'attention.query' is a weight, and not the name of a group")]
    [DataRow(
        "keep: [ attention.quory ]", "remove: { sparsity: 50% }", @"none of the model's \d+ weights\. Did you mean 'attention\.query'\?")]
    [DataRow("keep: [ attention ]", "remove: { sparsity: 50% }", "'attention' is a group, and not the name of a weight")]
    public void ANameThatMatchesNothingIsAnErrorAtItsPlace(string filter, string remove, string message)
    {
        var (step, input) = (Step($"{{ method: magnitude, {filter}, {remove} }}"), StepInput.Of(SmallModels.Of("encoder")));

        var problem = NamedParts.Problems(step, input, Device.Cpu).Single();

        Assert.AreEqual("PB2054", problem.Code);
        StringAssert.Matches(problem.Message, new(message));
        Assert.AreEqual(5, problem.Location!.Line);
        var run = StepRun.Of(step, 0, Workbench.Of([], Device.Cpu)).Value!;
        Assert.AreEqual("PB2054", run.Run(input, null).Diagnostics.Single().Code);
        Assert.AreEqual("PB2054", run.Plan(input.Model).Diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("keep: [ attention ], remove: { flops: 20% }")]
    [DataRow("keep: [ query, 'ffn.*' ], remove: { sparsity: 50% }")]
    [DataRow("keep: [ attention, query ], compact: true, remove: { sparsity: 50% }")]
    public void NamesThatMatchAreFine(string rest) =>
        Assert.IsEmpty(NamedParts.Problems(Step($"{{ method: magnitude, {rest} }}"), StepInput.Of(SmallModels.Of("encoder")), Device.Cpu));

    [TestMethod]
    public void WhatAnEarlierStepRemovedMayStillBeNamed()
    {
        var original = SmallModels.Of("encoder");
        var step = Step("{ method: magnitude, keep: [ attention, nowhere ], remove: { flops: 20% } }");

        var input = StepInput.Of(original) with { Model = SmallModels.Of("chain") };

        Assert.AreEqual("'nowhere'", NamedParts.Problems(step, input, Device.Cpu).Single().Message.Split(' ')[0]);
    }

    private static PruneStep Step(string prune) => SampleEntry.Of(prune).Prune[0];
}
