using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Recovery;

[TestClass]
public sealed class TrainableTensorsTests
{
    [TestMethod]
    public void ASingleNumberIsTheBiasOfALayerWithOneOutput()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4)
            .Weight("w", 1, 4, 1).Weight("b", 2, 1).Weight("v", 3, 1, 4).Weight("c", 4, 1).Weight("u", 5, 4, 1)
            .Weight("d", 6, 1, 1).Scalar("e", 1f)
            .Node("Gemm", ["x", "w", "b"], ["y"]).Node("Gemm", ["x", "v", "c"], ["z"], ("transB", 1))
            .Node("MatMul", ["x", "u"], ["p0"]).Node("Add", ["d", "p0"], ["p1"]).Node("Add", ["p1", "e"], ["p"])
            .Output("y").Output("z").Output("p").Build();

        Assert.AreEqual("b c d", Biases(model));
    }

    [TestMethod]
    public void TheSameHoldsOfConvolutions()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 2, 5, 5)
            .Weight("w", 1, 1, 2, 3, 3).Weight("b", 2, 1).Weight("v", 3, 2, 1, 3, 3).Weight("c", 4, 1)
            .Weight("u", 5, 3, 2, 1, 1).Weight("d", 6, 3)
            .Node("Conv", ["x", "w", "b"], ["y"]).Node("ConvTranspose", ["x", "v", "c"], ["z"]).Node("Conv", ["x", "u", "d"], ["p"])
            .Output("y").Output("z").Output("p").Build();

        Assert.AreEqual("b c d", Biases(model));
    }

    [TestMethod]
    public void SingleNumbersThatFormulasAddOrMultiplyAreNone()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4)
            .Weight("w", 1, 4, 3).Weight("shift", 2, 1).Scalar("epsilon", 1e-5f).Weight("factor", 3, 1)
            .Node("Gemm", ["x", "w", "shift"], ["a"]).Node("Add", ["a", "epsilon"], ["b"]).Node("Mul", ["b", "factor"], ["y"])
            .Output("y").Build();

        Assert.AreEqual("", Biases(model));
    }

    [TestMethod]
    [DataRow("LSTM", 16, 1, "bias")]
    [DataRow("GRU", 12, 1, "bias")]
    [DataRow("GRU", 12, 2, "bias")]
    [DataRow("RNN", 4, 1, "")]
    public void RecurrentLayersHaveABiasWhereTheyHaveAGradient(string op, int rows, int directions, string expected) =>
        Assert.AreEqual(expected, Biases(Recurrent(op, rows, directions, lengths: "")));

    /// <summary>Gradients are not taken through it; what lies behind it can be trained all the same.</summary>
    [TestMethod]
    public void ARecurrentLayerWithLengthsHasNone() => Assert.AreEqual("", Biases(Recurrent("LSTM", 16, 1, "lengths")));

    [TestMethod]
    [DataRow(TrainedFamily.Embeddings)]
    [DataRow(TrainedFamily.Head)]
    public void ALookupTableThatIsTiedToTheHeadIsOfBothFamilies(TrainedFamily family)
    {
        var model = new ModelBuilder().Input("ids", ElementType.Int64, "batch", "sequence").Weight("embedding", 1, 20, 8)
            .Node("Gather", ["embedding", "ids"], ["x"]).Node("Relu", ["x"], ["a"])
            .Node("Transpose", ["embedding"], ["turned"], ("perm", new long[] { 1, 0 }))
            .Node("MatMul", ["a", "turned"], ["y"]).Output("y").Build();
        var weights = MaskableWeights.Find(model, Inferred.Of(model).Probe.Facts);

        var found = TrainableTensors.Find(model, weights, new Dictionary<string, bool[]>(), [family]).Single();

        Assert.AreEqual(("embedding", family), (found.Name, found.Family));
    }

    private static OnnxModel Recurrent(string op, int rows, int directions, string lengths)
    {
        var builder = new ModelBuilder().Input("x", ElementType.Float, 5, "n", 3)
            .Weight("w", 1, directions, rows, 3).Weight("r", 2, directions, rows, 4).Weight("bias", 3, directions, 2 * rows);
        if (lengths.Length > 0)
            builder.Input(lengths, ElementType.Int32, "n");
        return builder
            .Node(
                op, ["x", "w", "r", "bias", lengths], ["y"], ("hidden_size", 4),
                ("direction", directions == 2 ? "bidirectional" : "forward"))
            .Output("y").Build();
    }

    private static string Biases(OnnxModel model) => string.Join(' ', TrainableTensors
        .Find(model, new MaskableWeights([], []), new Dictionary<string, bool[]>(), [TrainedFamily.Biases]).Select(tensor => tensor.Name));
}
