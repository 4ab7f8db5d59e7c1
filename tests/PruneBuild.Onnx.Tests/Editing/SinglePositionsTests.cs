using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class SinglePositionsTests
{
    private const int Records = 2, Tokens = 5, Width = 4;

    private static readonly Dictionary<string, Tensor> sample = Inputs(Records, Tokens);

    [TestMethod]
    [DataRow(0L)]
    [DataRow(3L)]
    [DataRow(-1L)]
    public void TheLossIsTheSameForOtherSizesToo(long position)
    {
        var model = Encoder(position);
        var narrowed = Narrow(model);

        foreach (var inputs in new[] { sample, Inputs(3, 7) })
            Close.AreClose(Run(model, inputs, "loss").ToFloats(), Run(narrowed.Model, inputs, "loss").ToFloats(), 1e-5);
    }

    [TestMethod]
    public void WhatFollowsTheMixingOfPositionsIsComputedAtOneOnly()
    {
        var (model, facts, twins) = Narrow(Encoder(0));

        var needed = SubgraphExtraction.Extract(model, [], ["loss"], _ => null).Graph.Node.SelectMany(node => node.Output).ToHashSet();
        foreach (var value in (string[])["query", "scores", "context", "attended", "hidden", "inner", "y"])
        {
            Assert.DoesNotContain(value, needed, $"{value} is whole");
            var shape = facts.Find(twins[value].Single())!.Shape;
            Assert.AreEqual(facts.Find(value)!.Shape.Count, shape.Count);
            Assert.Contains(1L, shape);
        }
    }

    [TestMethod]
    public void WhatIsNeededWholeElsewhereStaysWhole()
    {
        var (model, _, twins) = Narrow(Encoder(0));

        var needed = SubgraphExtraction.Extract(model, [], ["loss"], _ => null).Graph.Node.SelectMany(node => node.Output).ToHashSet();
        foreach (var value in (string[])["embedded", "key", "value"])
        {
            Assert.Contains(value, needed);
            Assert.IsEmpty(twins[value]);
        }
    }

    [TestMethod]
    public void KeptValuesAreTakenAsTheyAre()
    {
        var (model, _, twins) = Narrow(Encoder(0), "hidden");

        var needed = SubgraphExtraction.Extract(model, ["hidden"], ["loss"], _ => ((ElementType, int))(ElementType.Float, 3));
        Assert.IsEmpty(twins["hidden"].Concat(twins["context"]));
        Assert.HasCount(1, twins["y"]);
        CollectionAssert.AreEqual(new[] { "hidden" }, needed.Graph.Input.Select(input => input.Name).ToArray());
    }

    [TestMethod]
    public void GradientsAreThoseOfTheWholeModel()
    {
        string[] weights = ["query_w", "key_w", "value_w", "out_w", "scale", "up", "down", "head"];
        var model = Encoder(0);
        var (narrow, facts, _) = Narrow(model, weights);
        var gradients = Run(GradientGraph.Add(narrow, facts, "loss", weights).Value!, sample);
        // A mean over one position reads the same and is no Gather.
        var whole = Encoder(0, asMean: true);
        var expected = Run(GradientGraph.Add(whole, Facts(whole), "loss", weights).Value!, sample);

        foreach (var weight in weights)
            Close.AreClose(
                expected[GradientGraph.OutputOf(weight)].ToFloats(),
                gradients[GradientGraph.OutputOf(weight)].ToFloats(), 1e-4, weight, floor: 0.01);
    }

    [TestMethod]
    public void AComputedValueHasItsWholeGradient()
    {
        var (model, facts, _) = Narrow(Encoder(1), "inner");

        var gradient = Run(GradientGraph.Add(model, facts, "loss", ["inner"]).Value!, sample)[GradientGraph.OutputOf("inner")];

        CollectionAssert.AreEqual(new long[] { Records, Tokens, 6 }, gradient.Shape.ToArray());
        Assert.IsTrue(gradient.Take(1, [0, 2, 3, 4]).ToFloats().All(value => value == 0));
        Assert.IsTrue(gradient.Take(1, [1]).ToFloats().Any(value => value != 0));
    }

    [TestMethod]
    public void APickedFeatureOrRecordIsNoPosition()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Weight("w", 1, 3, 4).Scalar("zero", 0L)
            .Node("MatMul", ["x", "w"], ["h"]).Node("Gather", ["h", "zero"], ["y"], ("axis", 0))
            .Node("ReduceSum", ["y"], ["loss"], ("keepdims", 0))
            .Output("loss").Build();
        var facts = Probe.Run(
            model, new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(1, 6), 2, 3) }, Device.Cpu).Value!;

        Assert.IsEmpty(SinglePositions.Apply(model, facts, ["loss"]).Twins);
    }

    private static (OnnxModel Model, ShapeFacts Facts, ILookup<string, string> Twins) Narrow(OnnxModel model, params string[] kept) =>
        SinglePositions.Apply(model, Facts(model), ["loss"], kept);

    /// <summary>A block of attention and a feed-forward part, of whose output one position is read.</summary>
    private static OnnxModel Encoder(long position, bool asMean = false)
    {
        var builder = new ModelBuilder(opset: 18).Input("x", ElementType.Float, "batch", "tokens", Width)
            .Scalar("position", position).Integers("heads", 0, 0, 2, 2).Integers("merged", 0, 0, Width)
            .Weight("embed_w", 1, Width, Width).Weight("query_w", 2, Width, Width).Weight("key_w", 3, Width, Width)
            .Weight("value_w", 4, Width, Width)
            .Weight("out_w", 5, Width, Width).Weight("scale", 6, Width).Weight("bias", 7, Width)
            .Weight("up", 8, Width, 6).Weight("down", 9, 6, Width)
            .Weight("head", 10, Width, 3)
            .Node("MatMul", ["x", "embed_w"], ["embedded"]);
        foreach (var (name, order) in (IEnumerable<(string, long[])>)[("query", [0, 2, 1, 3]),
            ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3])])
        {
            builder.Node("MatMul", ["embedded", $"{name}_w"], [name]).Node("Reshape", [name, "heads"], [$"{name}/heads"])
                .Node("Transpose", [$"{name}/heads"], [$"{name}/rows"], ("perm", order));
        }

        builder.Node("MatMul", ["query/rows", "key/rows"], ["scores"]).Node("Softmax", ["scores"], ["shares"], ("axis", -1))
            .Node("MatMul", ["shares", "value/rows"], ["context"])
            .Node("Transpose", ["context"], ["turned"], ("perm", new long[] { 0, 2, 1, 3 }))
            .Node("Reshape", ["turned", "merged"], ["joined"]).Node("MatMul", ["joined", "out_w"], ["attended"])
            .Node("Add", ["attended", "embedded"], ["sum"]).Node("LayerNormalization", ["sum", "scale", "bias"], ["hidden"], ("axis", -1))
            .Node("MatMul", ["hidden", "up"], ["raised"]).Node("Tanh", ["raised"], ["inner"]).Node("MatMul", ["inner", "down"], ["lowered"])
            .Node("Add", ["lowered", "hidden"], ["y"]);
        _ = asMean
            ? builder.Integers("start", position).Integers("end", position + 1).Integers("axis", 1)
                .Node("Slice", ["y", "start", "end", "axis"], ["one"])
                .Node("ReduceMean", ["one", "axis"], ["picked"], ("keepdims", 0))
            : builder.Node("Gather", ["y", "position"], ["picked"], ("axis", 1));
        return builder.Node("MatMul", ["picked", "head"], ["logits"]).Node("Mul", ["logits", "logits"], ["squares"])
            .Node("ReduceSum", ["squares"], ["loss"], ("keepdims", 0)).Output("loss").Build();
    }

    private static Dictionary<string, Tensor> Inputs(int records, int tokens) =>
        new() { ["x"] = Tensor.Of(SeededValues.Floats(records + tokens, records * tokens * Width), records, tokens, Width) };

    private static ShapeFacts Facts(OnnxModel model)
    {
        var facts = Probe.Run(model, sample, Device.Cpu);
        Assert.IsTrue(facts.IsOk, string.Join("; ", facts.Diagnostics));
        return facts.Value;
    }

    private static Tensor Run(OnnxModel model, Dictionary<string, Tensor> inputs, string output) => Run(model, inputs)[output];

    private static IReadOnlyDictionary<string, Tensor> Run(OnnxModel model, Dictionary<string, Tensor> inputs)
    {
        var session = ModelSession.Open(model, Device.Cpu);
        Assert.IsTrue(session.IsOk, string.Join("; ", session.Diagnostics));
        using var open = session.Value;
        return open.Run(inputs);
    }
}
