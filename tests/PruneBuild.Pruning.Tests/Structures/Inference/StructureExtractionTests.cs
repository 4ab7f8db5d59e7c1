using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference;

/// <summary>Weights that the graph normalises itself: a channel that goes would change the norm of what stays.</summary>
[TestClass]
public sealed class StructureExtractionTests
{
    [TestMethod]
    [DataRow("ReduceL2 of it")]
    [DataRow("ReduceL2 of Identity")]
    [DataRow("ReduceSum of Mul")]
    [DataRow("ReduceSum of Abs")]
    public void ANormOverInputChannelsKeepsThem(string norm)
    {
        var model = Convolved(norm switch
        {
            "ReduceL2 of it" => Image().Node("ReduceL2", ["v"], ["norm"], ("axes", new long[] { 1, 2, 3 })),
            "ReduceL2 of Identity" =>
                Image().Node("Identity", ["v"], ["i"]).Node("ReduceL2", ["i"], ["norm"], ("axes", new long[] { 1, 2, 3 })),
            "ReduceSum of Mul" => Image().Node("Mul", ["v", "v"], ["i"]).Integers("axes", 1, 2, 3).Node("ReduceSum", ["i", "axes"], ["s"])
                .Node("Sqrt", ["s"], ["norm"]),
            _ => Image().Node("Abs", ["v"], ["i"]).Integers("axes", 1, 2, 3).Node("ReduceSum", ["i", "axes"], ["norm"]),
        });

        Assert.IsEmpty(Inferred.Of(model).Groups);
    }

    [TestMethod]
    [DataRow("MatMul")]
    [DataRow("Gemm")]
    [DataRow("Einsum")]
    public void ASpectralNormKeepsTheChannelsItReads(string product)
    {
        var flat = Image(kernel: 1).Integers("rows", 5, -1).Node("Reshape", ["v", "rows"], ["m"]).Weight("left", 5, 1, 5)
            .Weight("right", 6, 8, 1).Weight("few", 7, 8);
        var model = Convolved(product switch
        {
            "MatMul" => flat.Node("MatMul", ["m", "right"], ["s"]).Node("MatMul", ["left", "s"], ["norm"]),
            "Gemm" => flat.Node("Gemm", ["m", "right"], ["s"]).Node("Gemm", ["left", "s"], ["norm"]),
            _ => flat.Node("Einsum", ["left", "m", "few"], ["norm"], ("equation", "bo,oi,i->b")),
        });

        Assert.IsEmpty(Inferred.Of(model).Groups);
    }

    [TestMethod]
    public void TheRankOfAWeightMadeOfTwoIsCut()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("w", 1, 6, 8).Weight("a", 2, 8, 4).Weight("b", 3, 4, 3)
            .Node("MatMul", ["x", "w"], ["g"]).Node("Relu", ["g"], ["h"]).Node("MatMul", ["a", "b"], ["v"])
            .Node("MatMul", ["h", "v"], ["y"])
            .Output("y").Build());

        CollectionAssert.AreEquivalent(new[] { 8, 4 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }

    /// <summary>x → eight channels → a convolution whose weight is not read yet.</summary>
    private static ModelBuilder Image(long kernel = 3) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 4, 6, 6).Weight("w", 1, 8, 4, 3, 3).Weight("v", 2, 5, 8, kernel, kernel)
        .Node("Conv", ["x", "w"], ["g"]).Node("Relu", ["g"], ["h"]);

    private static OnnxModel Convolved(ModelBuilder normed) =>
        normed.Node("Div", ["v", "norm"], ["n"]).Node("Conv", ["h", "n"], ["y"]).Output("y").Build();
}
