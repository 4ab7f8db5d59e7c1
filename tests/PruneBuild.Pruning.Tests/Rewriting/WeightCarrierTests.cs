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

    [TestMethod]
    public void ScalesBecomeCoarserWhereWeightsWouldNotFit()
    {
        var model = Mlp(Quantized);
        var (edited, wanted, after) = Refit(model, (_, _, weight) => 3 * weight);

        var (before, coarser) = (Floats(model, "down.scale"), Floats(edited, "down.scale"));
        for (var column = 0; column < 3; column++)
        {
            Assert.IsGreaterThan(before[column], coarser[column]);
            Assert.IsLessThanOrEqualTo(3.1f * before[column], coarser[column]);
            for (var row = 0; row < 8; row++)
                Assert.AreEqual(wanted[row, column], after[row, column], 0.5001 * coarser[column]);
        }
    }

    [TestMethod]
    public void OneWeightThatHardlyLeavesTheRangeIsClamped()
    {
        var model = Mlp("""
            w.int8 down 8 3
            f0 down.scale 0.01
            t = DequantizeLinear(down, down.scale)
            """);
        var (edited, _, after) = Refit(model, (row, column, weight) => (row, column) == (2, 1) ? 1.2751 : weight);

        Assert.AreEqual(1.27, after[2, 1], 1e-6);
        Assert.AreEqual(0.01f, Floats(edited, "down.scale").Single(), "all others lie on this scale");
    }

    [TestMethod]
    public void IntegersThatDoNotSaturateDoNotAfterwards()
    {
        var model = Mlp(Quantized);
        var integers = model.Read(Down(model)).ToInt64s().Select(value => (sbyte)(value / 3)).ToArray();
        model.Graph.Initializer[model.Graph.Initializer.IndexOf(Down(model))] =
            TensorProtos.Create("down", Tensor.Of(ElementType.Int8, integers, 8, 3));

        var (edited, wanted, after) = Refit(model, (_, _, weight) => 5 * weight);

        Assert.AreEqual(64, edited.Read(Down(edited)).ToInt64s().Max(Math.Abs), "7 of the 8 bits");
        var scales = Floats(edited, "down.scale");
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 3; column++)
                Assert.AreEqual(wanted[row, column], after[row, column], 0.5001 * scales[column]);
        }
    }

    [TestMethod]
    public void ABiasOfIntegersFollowsTheScalesOfItsWeight()
    {
        var model = Biased("f bias.scale 0.001 0.002 0.003", "DequantizeLinear(bias, bias.scale) axis=0");
        var (edited, wanted, after) = Refit(model, (_, _, weight) => 3 * weight);

        for (var column = 0; column < 3; column++)
        {
            var ratio = Floats(edited, "down.scale")[column] / Floats(model, "down.scale")[column];
            Assert.IsGreaterThan(1, ratio);
            Assert.AreEqual(ratio, Floats(edited, "bias.scale")[column] / Floats(model, "bias.scale")[column], 1e-5, "as runtimes take it");
            Assert.AreEqual(Bias(model, column), Bias(edited, column), 0.5001 * Floats(edited, "bias.scale")[column]);
            Assert.AreEqual(wanted[3, column], after[3, column], 0.5001 * Floats(edited, "down.scale")[column]);
        }

        static double Bias(OnnxModel model, int column) => Floats(model, "bias.scale")[column]
            * model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == "bias")).ToInt64s()[column];
    }

    [TestMethod]
    public void ScalesThatABiasCannotFollowStay()
    {
        var model = Biased("f0 bias.scale 0.001", "DequantizeLinear(bias, bias.scale)");
        var (edited, _, after) = Refit(model, (_, _, weight) => 3 * weight);

        CollectionAssert.AreEqual(Floats(model, "down.scale"), Floats(edited, "down.scale"));
        Assert.AreEqual(1.28, Enumerable.Range(0, 8).Max(row => Math.Abs(after[row, 0])), 0.011, "clamped");
    }

    private static OnnxModel Biased(string scale, string bias) => ModelText.Read($"""
        in x batch 4
        w up 4 8
        {Quantized}
        int32 bias 100 -200 300
        {scale}
        c = {bias}
        a = MatMul(x, up)
        b = Relu(a)
        y = Gemm(b, t, c)
        out y
        """);

    /// <summary>The model with other weights in its second layer, these, and what they were stored as.</summary>
    private static (OnnxModel Edited, Matrix Wanted, Matrix After) Refit(OnnxModel model, Func<int, int, double, double> wanted)
    {
        var inferred = Inferred.Of(model);
        var consumer = inferred.Structure.Groups.Single().Consumers.Single();
        var before = WeightEditor.Read(inferred.Model, new GraphIndex(inferred.Model.Graph), consumer);
        var other = Matrix.Create(8, 3, (row, column) => wanted(row, column, before[row, column]));
        var edited = WeightEditor.Apply(inferred.Model, [new WeightEdit(consumer, other, null)]);
        return (edited, other, WeightEditor.Read(edited, new GraphIndex(edited.Graph), consumer));
    }

    private static float[] Floats(OnnxModel model, string name) =>
        model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == name)).ToFloats();

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
