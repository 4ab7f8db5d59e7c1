using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Recomputing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Gradients.Recomputing;

[TestClass]
public sealed class RecomputationTests
{
    private const int Blocks = 6;
    private static readonly Dictionary<string, Tensor> sample = new() { ["x"] = Tensor.Of(SeededValues.Floats(1, 4 * 8), 4, 8) };
    private static readonly string[] weights = [.. Enumerable.Range(0, Blocks).SelectMany(block => new[] { $"up{block}", $"down{block}" })];

    [TestMethod]
    [DataRow("Gelu")]
    [DataRow("Softmax")]
    [DataRow("LayerNormalization")]
    public void GradientsAreTheSameToTheBit(string op)
    {
        var (model, facts) = WithGradients(op);

        var again = Recomputation.Apply(model, facts, "loss", limit: 0);

        Assert.IsGreaterThan(Count(model, "MatMul"), Count(again, "MatMul"), "products were copied");
        var (expected, actual) = (Run(model), Run(again));
        foreach (var weight in weights.Append("x"))
        {
            CollectionAssert.AreEqual(
                expected[GradientGraph.OutputOf(weight)].ToFloats(), actual[GradientGraph.OutputOf(weight)].ToFloats(), weight);
        }
    }

    [TestMethod]
    public void WhatFitsIsLeftAsItIs()
    {
        var (model, facts) = WithGradients("Gelu");

        Assert.AreSame(model, Recomputation.Apply(model, facts, "loss", limit: 1e6));
    }

    /// <summary>A runtime that merges equal nodes finds none, and cannot run a copy before the pieces behind it are done.</summary>
    [TestMethod]
    public void ACopyWaitsForTheGradientsBehindIt()
    {
        var (model, facts) = WithGradients("Gelu");

        var again = Recomputation.Apply(model, facts, "loss", limit: 0);

        var old = model.Graph.Node.Select(node => node.Output[0]).ToHashSet();
        // What the last two blocks make is needed first.
        var copies = again.Graph.Node
            .Where(node => node.OpType == "MatMul" && !old.Contains(node.Output[0]) && Block(node) < Blocks - 2).ToArray();
        Assert.AreNotEqual(0, copies.Length);
        var makers = again.Graph.Node.SelectMany(node => node.Output.Select(output => (output, node)))
            .ToDictionary(pair => pair.output, pair => pair.node);
        foreach (var copy in copies)
        {
            var before = Before(makers, copy);
            Assert.Contains(GradientGraph.OutputOf($"down{Blocks - 1}"), before, copy.Input[1]);
            Assert.DoesNotContain(GradientGraph.OutputOf($"up{Block(copy)}"), before, copy.Input[1]);
        }
    }

    [TestMethod]
    public void WhatIsDrawnIsNotDrawnAgain()
    {
        var (model, facts) = WithGradients("RandomNormalLike");

        var again = Recomputation.Apply(model, facts, "loss", limit: 0);

        Assert.AreEqual(Blocks, Count(again, "RandomNormalLike"));
        Assert.IsGreaterThan(Count(model, "MatMul"), Count(again, "MatMul"));
    }

    /// <summary>x[batch, 8] through residual blocks of sixteen units, with the gradients of all weights and of x.</summary>
    private static (OnnxModel Model, ShapeFacts Facts) WithGradients(string op)
    {
        var builder = new ModelBuilder(opset: 20).Input("x", ElementType.Float, "batch", 8).Weight("scale", 99, 16);
        var stream = "x";
        for (var i = 0; i < Blocks; i++)
        {
            builder.Weight($"up{i}", 2 * i, 8, 16).Weight($"down{i}", (2 * i) + 1, 16, 8).Node("MatMul", [stream, $"up{i}"], [$"u{i}"]);
            _ = op switch
            {
                "LayerNormalization" => builder.Node(op, [$"u{i}", "scale"], [$"a{i}"]),
                "RandomNormalLike" => builder.Node(op, [$"u{i}"], [$"noise{i}"]).Node("Mul", [$"u{i}", $"noise{i}"], [$"a{i}"]),
                _ => builder.Node(op, [$"u{i}"], [$"a{i}"]),
            };
            builder.Node("MatMul", [$"a{i}", $"down{i}"], [$"d{i}"]).Node("Add", [stream, $"d{i}"], [$"s{i}"]);
            stream = $"s{i}";
        }

        var model = builder.Node("Mul", [stream, stream], ["y"]).Node("ReduceSum", ["y"], ["loss"], ("keepdims", 0)).Output("loss").Build();
        var facts = Probe.Run(model, sample, Device.Cpu).Value!;
        var extended = GradientGraph.Add(model, facts, "loss", [.. weights, "x"]);
        Assert.IsTrue(extended.IsOk, string.Join("; ", extended.Diagnostics));
        return (extended.Value, facts);
    }

    private static IReadOnlyDictionary<string, Tensor> Run(OnnxModel model)
    {
        var opened = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible);
        Assert.IsTrue(opened.IsOk, string.Join("; ", opened.Diagnostics));
        using var session = opened.Value;
        return session.Run(sample);
    }

    private static int Block(NodeProto product) => product.Input[1][^1] - '0';

    private static int Count(OnnxModel model, string op) => model.Graph.Node.Count(node => node.OpType == op);

    private static HashSet<string> Before(Dictionary<string, NodeProto> makers, NodeProto node)
    {
        var (found, pending) = (new HashSet<string>(), new Stack<string>(node.Input));
        while (pending.TryPop(out var value))
        {
            if (found.Add(value) && makers.TryGetValue(value, out var maker))
                maker.Input.ToList().ForEach(pending.Push);
        }

        return found;
    }
}
