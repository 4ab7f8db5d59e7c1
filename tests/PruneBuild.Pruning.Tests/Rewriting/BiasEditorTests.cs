using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class BiasEditorTests
{
    /// <summary>A bias that is stored in integers stays so: an Add behind a quantized convolution would keep ONNX
    /// Runtime from fusing it.</summary>
    [TestMethod]
    [DataRow("floats")]
    [DataRow("identity")]
    [DataRow("integers")]
    public void TheBiasThatALayerHasIsShifted(string kind)
    {
        var builder = new ModelBuilder(17).Input("x", ElementType.Float, "n", 2, 3, 3).Weight("w", 1, 3, 2, 1, 1);
        builder = kind switch
        {
            "floats" => builder.Initializer("b", Tensor.Of([1f, 2, 3])),
            "identity" => builder.Initializer("b0", Tensor.Of([1f, 2, 3])).Node("Identity", ["b0"], ["b"]),
            _ => builder.Initializer("b0", Tensor.Of<int>(ElementType.Int32, [4, 8, 12])).Scalar("s", 0.25f)
                .Node("DequantizeLinear", ["b0", "s"], ["b"]),
        };
        var model = builder.Node("Conv", ["x", "w", "b"], ["y"]).Output("y").Build();
        var graph = model.Graph.Clone();

        BiasEditor.Shift(model, graph, graph.Node.Single(node => node.OpType == "Conv"), [0.5, -0.25, 1]);

        Assert.HasCount(model.Graph.Node.Count, graph.Node);
        var shifted = model.WithGraph(graph);
        Close.AreClose([1.5f, 1.75f, 4], DecodedConstant.Read(
            shifted, new GraphIndex(graph), graph.Node.Single(node => node.OpType == "Conv").Input[2])!.ToFloats(), 1e-6);
    }
}
