using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Statistics;

[TestClass]
public sealed class MaskGradientGraphTests
{
    private const int Records = 3, Units = 4;

    private static readonly Dictionary<string, Tensor> inputs = new Dictionary<string, Tensor>
    {
        ["x"] = Tensor.Of(SeededValues.Floats(1, Records * 2 * 5), Records, 2, 5),
        [LossNames.Labels] = Tensor.Of([0L, 1, 2, 2, 1, 0], Records, 2),
    };

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EachRecordHasTheDifferenceThatScalingAUnitMakesForIt(bool flattened)
    {
        var model = Model(flattened);
        var facts = Probe.Run(model, inputs, Device.Cpu).Value!;
        var group = DimensionInference.Infer(model, facts).Groups.Single();

        var built = MaskGradientGraph.Build(model, facts, LossNames.Loss, [group], Records, "x");

        Assert.IsTrue(built.IsOk, string.Join("; ", built.Diagnostics));
        var gradients = Run(built.Value, inputs)[MaskGradientGraph.OutputOf(group.Id)];
        CollectionAssert.AreEqual(new long[] { Records, Units }, gradients.Shape.ToArray());
        for (var record = 0; record < Records; record++)
        {
            var single = inputs.ToDictionary(pair => pair.Key, pair => pair.Value.Take(0, [record]));
            var differences = Enumerable.Range(0, Units).Select(unit =>
                (Loss(Scaled(model, unit, 1.01f), single) - Loss(Scaled(model, unit, 0.99f), single)) / 0.02f);
            Close.AreClose([.. differences], gradients.Take(0, [record]).ToFloats(), 1e-3, floor: 0.1);
        }
    }

    [TestMethod]
    public void UnitsThatMatterAtOnePositionHaveTheirGradientFromThere()
    {
        var model = Model(flattened: false, picksFirst: true);
        var labels = inputs[LossNames.Labels].Take(1, [0]).Reshape(Records);
        var one = new Dictionary<string, Tensor>(inputs) { [LossNames.Labels] = labels };
        var facts = Probe.Run(model, one, Device.Cpu).Value!;
        var group = DimensionInference.Infer(model, facts).Groups.Single();

        var built = MaskGradientGraph.Build(model, facts, LossNames.Loss, [group], Records, "x");

        var gradients = Run(built.Value!, one)[MaskGradientGraph.OutputOf(group.Id)].ToFloats();
        var differences = Enumerable.Range(0, Units)
            .Select(unit => (Loss(Scaled(model, unit, 1.01f), one) - Loss(Scaled(model, unit, 0.99f), one)) / 0.02f);
        Close.AreClose(
            [.. differences], [.. Enumerable.Range(0, Units).Select(unit => gradients.Where((_, i) => i % Units == unit).Sum())],
            1e-3, floor: 0.1);
    }

    [TestMethod]
    public void NothingBeforeWhatIsGivenIsAskedFor()
    {
        var model = Model(flattened: false, picksFirst: true);
        var labels = inputs[LossNames.Labels].Take(1, [0]).Reshape(Records);
        var facts = Probe.Run(model, new Dictionary<string, Tensor>(inputs) { [LossNames.Labels] = labels }, Device.Cpu).Value!;
        var group = DimensionInference.Infer(model, facts).Groups.Single();

        var built = MaskGradientGraph.Build(model, facts, LossNames.Loss, [group], Records, "x", given: ["p"]).Value!;

        var rest = SubgraphExtraction.Extract(
            built, ["p", LossNames.Labels], [MaskGradientGraph.OutputOf(group.Id)], _ => (ElementType.Float, 3));
        Assert.DoesNotContain("x", rest.Graph.Input.Select(input => input.Name));
    }

    [TestMethod]
    public void WhatIsMadeAgainIsMadeFromWhatIsGiven()
    {
        var model = CrossEntropyLoss.Add(
            new ModelBuilder(opset: 18).Input("x", ElementType.Float, "batch", 2, 5)
                .Weight("w1", 2, 5, 4).Weight("w2", 3, 4, Units).Weight("w3", 4, Units, 6).Weight("w4", 5, 6, 3)
                .Node("MatMul", ["x", "w1"], ["a"]).Node("Tanh", ["a"], ["p"]).Node("MatMul", ["p", "w2"], ["b"])
                .Node("Tanh", ["b"], ["c"]).Node("Exp", ["c"], ["d"])
                .Node("MatMul", ["d", "w3"], ["e"]).Node("Tanh", ["e"], ["f"]).Node("Exp", ["f"], ["g"]).Node("MatMul", ["g", "w4"], ["y"])
                .Output("y", ElementType.Float, "batch", 2, 3).Build(),
            "y", LossReduction.Sum);
        var facts = Probe.Run(model, inputs, Device.Cpu).Value!;
        var group = DimensionInference.Infer(model, facts).Groups.Single(group => group.Consumers.Any(consumer => consumer.Weight == "w3"));

        var built = new[] { double.PositiveInfinity, 0 }
            .Select(limit => MaskGradientGraph.Build(
                model, facts, LossNames.Loss, [group], Records, "x", given: ["p"], limit: limit).Value!).ToArray();

        Assert.IsGreaterThan(built[0].Graph.Node.Count, built[1].Graph.Node.Count);
        var rest = SubgraphExtraction.Extract(
            built[1], ["p", LossNames.Labels], [MaskGradientGraph.OutputOf(group.Id)], _ => (ElementType.Float, 3));
        CollectionAssert.AreEquivalent(new[] { "p", LossNames.Labels }, rest.Graph.Input.Select(input => input.Name).ToArray());
        CollectionAssert.AreEqual(
            Run(built[0], inputs)[MaskGradientGraph.OutputOf(group.Id)].ToFloats(),
            Run(built[1], inputs)[MaskGradientGraph.OutputOf(group.Id)].ToFloats());
    }

    [TestMethod]
    public void ATapWhoseRowsAreNotRecordsIsRefused()
    {
        var model = Model(flattened: true);
        var facts = Probe.Run(model, inputs, Device.Cpu).Value!;
        var groups = DimensionInference.Infer(model, facts).Groups;

        var built = MaskGradientGraph.Build(model, facts, LossNames.Loss, groups, records: 5, "x");

        Assert.AreEqual("PB3009", built.Diagnostics.Single().Code);
        Assert.AreEqual(groups.Single().Consumers.Single(), MaskGradientGraph.WithoutRecords(facts, groups.Single(), records: 5));
        Assert.IsNull(MaskGradientGraph.WithoutRecords(facts, groups.Single(), Records));
    }

    private static OnnxModel Model(bool flattened, bool picksFirst = false)
    {
        var builder = new ModelBuilder(opset: 18).Input("x", ElementType.Float, "batch", 2, 5)
            .Integers("rows", -1, 5).Integers("back", -1, 2, 3)
            .Weight("w1", 2, 5, Units).Weight("b1", 3, Units).Weight("w2", 4, Units, 3);
        _ = flattened ? builder.Node("Reshape", ["x", "rows"], ["r"]) : builder.Node("Identity", ["x"], ["r"]);
        builder.Node("MatMul", ["r", "w1"], ["p"]).Node("Add", ["p", "b1"], ["a"]).Node("Tanh", ["a"], ["h"])
            .Node("MatMul", ["h", "w2"], ["o"]);
        _ = flattened ? builder.Node("Reshape", ["o", "back"], ["y"]) : builder.Node("Identity", ["o"], ["y"]);
        if (picksFirst)
            builder.Scalar("first", 0L).Node("Gather", ["y", "first"], ["at first"], ("axis", 1))
                .Output("at first", ElementType.Float, "batch", 3);
        return CrossEntropyLoss.Add(
            builder.Output("y", ElementType.Float, "batch", 2, 3).Build(), picksFirst ? "at first" : "y", LossReduction.Sum);
    }

    // The unit's row of the weight that reads it, scaled: what a mask would do.
    private static OnnxModel Scaled(OnnxModel model, int unit, float by)
    {
        var weight = model.Graph.Initializer.Single(tensor => tensor.Name == "w2");
        var values = model.Read(weight).ToFloats();
        for (var i = 0; i < 3; i++)
            values[(unit * 3) + i] *= by;
        return model.WithGraph(GraphEdits.ReplaceConstants(
            model.Graph, new Dictionary<string, Onnx.Proto.TensorProto> { ["w2"] = TensorProtos.Create("w2", values, Units, 3) }));
    }

    private static float Loss(OnnxModel model, IReadOnlyDictionary<string, Tensor> batch) =>
        Run(model, batch)[LossNames.Loss].ToFloats()[0];

    private static IReadOnlyDictionary<string, Tensor> Run(OnnxModel model, IReadOnlyDictionary<string, Tensor> batch)
    {
        var session = ModelSession.Open(model, Device.Cpu);
        Assert.IsTrue(session.IsOk, string.Join("; ", session.Diagnostics));
        using var open = session.Value;
        return open.Run(batch);
    }
}
