using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class WeightCarrierTests
{
    private const string Transposed = """
        w down 3 8
        t = Transpose(down) perm=[1,0]
        """;

    private const string Cast = """
        w.half down 3 8
        c = Cast(down) to=1
        t = Transpose(c) perm=[1,0]
        """;

    private const string Quantized = """
        w.int8 down 8 3
        f down.scale 0.01 0.02 0.03
        t = DequantizeLinear(down, down.scale) axis=1
        """;

    private const string QuantizedAndTransposed = """
        w.int8 down 3 8
        f down.scale 0.01 0.02 0.03
        d = DequantizeLinear(down, down.scale) axis=0
        t = Transpose(d) perm=[1,0]
        """;

    [TestMethod]
    [DataRow(Transposed, 1e-6)]
    [DataRow(Cast, 1e-3)]
    [DataRow(Quantized, 0.016)]
    [DataRow(QuantizedAndTransposed, 0.016)]
    public void ARefitWeightIsStoredAsTheFileStoresIt(string carrier, double rounding)
    {
        var inferred = Inferred.Of(Mlp(carrier));
        var consumer = inferred.Structure.Groups.Single().Consumers.Single();
        var before = WeightEditor.Read(inferred.Model, new GraphIndex(inferred.Model.Graph), consumer);
        var wanted = Matrix.Create(8, 3, (row, column) => 0.5 * before[7 - row, column]);

        var edited = WeightEditor.Apply(inferred.Model, [new WeightEdit(consumer, wanted, null)]);

        var after = WeightEditor.Read(edited, new GraphIndex(edited.Graph), consumer);
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 3; column++)
                Assert.AreEqual(wanted[row, column], after[row, column], rounding);
        }

        Assert.AreEqual(Down(inferred.Model).DataType, Down(edited).DataType);
        Assert.AreEqual(inferred.Model.Graph.Node.Count, edited.Graph.Node.Count);
    }

    [TestMethod]
    [DataRow(Transposed)]
    [DataRow(Quantized)]
    public void WhatTheNodeReadsIsWhatTheRuntimeMakes(string carrier)
    {
        var inferred = Inferred.Of(Mlp(carrier));
        var consumer = inferred.Structure.Groups.Single().Consumers.Single();

        Assert.AreEqual(ConsumerKind.Linear, consumer.Kind);
        Assert.AreEqual("down", consumer.Weight);
        Assert.AreEqual(8, WeightEditor.Read(inferred.Model, new GraphIndex(inferred.Model.Graph), consumer).Rows);
        inferred.Prove();
    }

    [TestMethod]
    public void ARefitOfOutputsThatAnotherGroupCutsLeavesThemOut()
    {
        // The second weight, transposed, makes what the third reads.
        var inferred = Inferred.Of(ModelText.Read("""
            in x batch 4
            w up 4 8
            w mid 6 8
            w down 6 3
            a = MatMul(x, up)
            b = Relu(a)
            t = Transpose(mid) perm=[1,0]
            c = MatMul(b, t)
            d = Relu(c)
            y = MatMul(d, down)
            out y
            """));
        var plan = new PrunePlan(
            inferred.Structure.Groups.Select(group => new KeptUnits(group.Id, group.Units, [0, 2, 3], 0)).ToValueList());
        var consumer = inferred.Structure.Groups.SelectMany(group => group.Consumers).Single(consumer => consumer.Weight == "mid");
        var weight = WeightEditor.Read(inferred.Model, new GraphIndex(inferred.Model.Graph), consumer);

        var cut = RefitCut.Apply(inferred.Model, inferred.Structure, plan, [new WeightEdit(consumer, weight, null)]);

        CollectionAssert.AreEqual(
            cut.Read(GraphCutter.Cut(inferred.Model, inferred.Structure, plan).Graph.Initializer
                .Single(tensor => tensor.Name == "mid")).ToFloats(),
            cut.Read(cut.Graph.Initializer.Single(tensor => tensor.Name == "mid")).ToFloats());
    }

    private static TensorProto Down(OnnxModel model) => model.Graph.Initializer.Single(tensor => tensor.Name == "down");

    private static OnnxModel Mlp(string carrier) => ModelText.Read($"""
        in x batch 4
        w up 4 8
        {carrier}
        a = MatMul(x, up)
        b = Relu(a)
        y = MatMul(b, t)
        out y
        """);
}
