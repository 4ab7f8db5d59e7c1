using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Editing;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class DynamicProductsTests
{
    private static readonly string[] InFour = ["DynamicQuantizeLinear", "MatMulInteger", "Cast", "Mul", "Mul"];

    [TestMethod]
    public void ProductsOfFloatsStandForThoseOfIntegersAndAgainForTheseThose()
    {
        var model = Shared().Build();

        var apart = DynamicProducts.Apart(model);
        var again = DynamicProducts.Again(apart);

        CollectionAssert.AreEqual(
            new[] { "DequantizeLinear", "MatMul", "DequantizeLinear", "MatMul", "Add" }, Kinds(apart), "and a quantizer without readers");
        CollectionAssert.AreEqual(new[] { "v", "vs", "vz" }, apart.Graph.Node[0].Input);
        Assert.AreEqual("x", apart.Graph.Node[1].Input[0]);
        Assert.AreEqual("va", apart.Graph.Node[1].Output[0], "readers keep the name");
        CollectionAssert.AreEqual(
            new[] { "va" }, apart.Graph.ValueInfo.Select(info => info.Name).ToArray(), "and nothing is noted of what is gone");
        CollectionAssert.AreEqual((string[])[.. InFour, .. InFour.Skip(1), "Add"], Kinds(again), "one quantizer for both");
        Assert.AreEqual("MatMulInteger", again.Graph.Node.Single(node => node.Name == "vi").OpType, "products keep their names");
        Assert.IsTrue(TopologicalOrder.IsSorted(again.Graph));
        Assert.AreSame(again, DynamicProducts.Again(again));
    }

    [TestMethod]
    public void WhatMicrosoftFusesComesBackInFour()
    {
        var model = Fused();

        var apart = DynamicProducts.Apart(model);

        CollectionAssert.AreEqual(new[] { "DequantizeLinear", "MatMul", "Add", "DequantizeLinear", "MatMul" }, Kinds(apart));
        CollectionAssert.AreEqual(new[] { "h_product", "b" }, apart.Graph.Node[2].Input);
        CollectionAssert.AreEqual((string[])[.. InFour, "Add", .. InFour], Kinds(DynamicProducts.Again(apart)));
    }

    [TestMethod]
    public void ConvolutionsKeepTheirAttributes()
    {
        var model = Convolution();

        var apart = DynamicProducts.Apart(model);
        var again = DynamicProducts.Again(apart);

        CollectionAssert.AreEqual(new[] { "DequantizeLinear", "Conv" }, Kinds(apart));
        Assert.AreEqual("pads", apart.Graph.Node[1].Attribute.Single().Name);
        Assert.AreEqual("pads", again.Graph.Node.Single(node => node.OpType == "ConvInteger").Attribute.Single().Name);
        apart.Graph.Initializer.Add(TensorProtos.Create("bias", new[] { 1f, 2f, 3f }, 3));
        apart.Graph.Node[1].Input.Add("bias");
        var biased = DynamicProducts.Again(apart);
        CollectionAssert.AreEqual(
            (string[])["DynamicQuantizeLinear", "ConvInteger", "Cast", "Mul", "Mul", "Reshape", "Add"], Kinds(biased), "a refit leaves it");
        CollectionAssert.AreEqual(
            new long[] { 1, -1, 1, 1 }, biased.Read(biased.Graph.Initializer.Single(tensor => tensor.Name == "y_bias_shape")).ToInt64s());
    }

    [TestMethod]
    [DataRow("products", 2)]
    [DataRow("fused", 2)]
    [DataRow("convolution", 2, 4, 4)]
    public void WhatShipsComputesWhatTheFileDidAndFloatsNearlyTheSame(string kind, params int[] sizes)
    {
        var model = kind switch { "products" => Shared().Build(), "fused" => Fused(), _ => Convolution() };
        var apart = DynamicProducts.Apart(model);
        long[] shape = [3, .. sizes];
        var values = SeededValues.Floats(5, (int)shape.Aggregate((all, size) => all * size));
        var x = new Dictionary<string, Tensor> { ["x"] = Tensor.Of(values, shape) };

        var expected = Run(model, x);

        CollectionAssert.AreEqual(expected, Run(DynamicProducts.Again(apart), x));
        Close.AreClose(expected, Run(apart, x), 0.02);
        CollectionAssert.AreNotEqual(expected, Run(apart, x), "they round nothing");
    }

    private static float[] Run(OnnxModel model, IReadOnlyDictionary<string, Tensor> x)
    {
        using var session = ModelSession.Open(model, Device.Cpu, new SessionSettings(1, GraphOptimization.None)).Value!;
        return session.Run(x)["y"].ToFloats();
    }

    [TestMethod]
    public void AQuantizerThatOthersReadStays()
    {
        var model = Shared().Node("DequantizeLinear", ["q", "qs", "qz"], ["again"]).Output("again").Build();

        CollectionAssert.AreEqual(
            new[] { "DynamicQuantizeLinear", "DequantizeLinear", "MatMul", "DequantizeLinear", "MatMul", "Add", "DequantizeLinear" },
            Kinds(DynamicProducts.Apart(model)));
    }

    [TestMethod]
    [DataRow("sums that others read")]
    [DataRow("scales of each column before opset 13")]
    [DataRow("a weight that is computed")]
    [DataRow("zero points of another count than scales")]
    [DataRow("another zero point than the quantizer's")]
    public void OthersStayAsTheyAre(string what)
    {
        var early = what == "scales of each column before opset 13";
        var builder = new ModelBuilder(early ? 12 : 17).Input("x", ElementType.Float, "batch", 2)
            .Initializer("w", Integers(2, 3)).Initializer("s", early ? Columns() : Scalar(0.5f)).Initializer("z", Zeros(early ? 3 : 1));
        if (what == "a weight that is computed")
            builder.Input("v", ElementType.Int8, 2, 3);
        if (what == "zero points of another count than scales")
            builder.Initializer("zz", Zeros(3));
        var zero = what == "zero points of another count than scales" ? "zz" : "z";
        var weight = what == "a weight that is computed" ? "v" : "w";
        var entering = what == "another zero point than the quantizer's" ? "" : "qz";
        var model = builder.Node("DynamicQuantizeLinear", ["x"], ["q", "qs", "qz"])
            .Node("MatMulInteger", ["q", weight, entering, zero], ["i"]).Node("Cast", ["i"], ["f"], ("to", (int)ElementType.Float))
            .Node("Mul", ["qs", "s"], ["c"]).Node("Mul", ["f", "c"], ["y"])
            .Output("y").Output(what == "sums that others read" ? "i" : "c").Build();

        Assert.AreSame(model, DynamicProducts.Apart(model));
    }

    [TestMethod]
    public void AProductWhoseWeightOthersReadTooStaysOneOfFloats()
    {
        var apart = DynamicProducts.Apart(Shared().Build());
        apart.Graph.Output.Add(new Proto.ValueInfoProto { Name = apart.Graph.Node[0].Output[0] });

        CollectionAssert.AreEqual(
            (string[])["DequantizeLinear", "MatMul", .. InFour, "Add"], Kinds(DynamicProducts.Again(apart)));
    }

    /// <summary>Two products of what one quantizer gives; scales of one are those of its columns, the other's is one.</summary>
    private static ModelBuilder Shared() => new ModelBuilder().Input("x", ElementType.Float, "batch", 2)
        .Initializer("v", Integers(2, 3)).Initializer("vs", Columns()).Initializer("vz", Zeros(3))
        .Initializer("w", Integers(2, 3)).Initializer("ws", Scalar(0.25f)).Initializer("wz", Zeros())
        .Node("DynamicQuantizeLinear", ["x"], ["q", "qs", "qz"])
        .Node("MatMulInteger", ["q", "v", "qz", "vz"], ["vi"]).Node("Cast", ["vi"], ["vf"], ("to", (int)ElementType.Float))
        .Node("Mul", ["qs", "vs"], ["vc"]).Node("Mul", ["vf", "vc"], ["va"])
        .Node("MatMulInteger", ["q", "w", "qz", "wz"], ["wi"]).Node("Cast", ["wi"], ["wf"], ("to", (int)ElementType.Float))
        .Node("Mul", ["ws", "qs"], ["wc"]).Node("Mul", ["wc", "wf"], ["wa"])
        .ValueInfoOf("vi", ElementType.Int32, "batch", 3).ValueInfoOf("va", ElementType.Float, "batch", 3)
        .Node("Add", ["va", "wa"], ["y"]).Output("y");

    private static OnnxModel Fused() => new ModelBuilder().Domain("com.microsoft").Input("x", ElementType.Float, "batch", 2)
        .Initializer("w", Integers(2, 3)).Initializer("s", Scalar(0.5f)).Initializer("z", Zeros()).Weight("b", 1, 3)
        .Node("com.microsoft:DynamicQuantizeMatMul", ["x", "w", "s", "", "b"], ["h"])
        .Node("DynamicQuantizeLinear", ["h"], ["hq", "hs", "hz"]).Initializer("u", Integers(3, 2))
        .Node("com.microsoft:MatMulIntegerToFloat", ["hq", "u", "hs", "s", "hz", "z"], ["y"]).Output("y").Build();

    private static OnnxModel Convolution() => new ModelBuilder().Input("x", ElementType.Float, "batch", 2, 4, 4)
        .Initializer("w", Integers(3, 2, 3, 3)).Initializer("s", Scalar(0.5f)).Initializer("z", Zeros())
        .Node("DynamicQuantizeLinear", ["x"], ["q", "qs", "qz"])
        .Node("ConvInteger", ["q", "w", "qz", "z"], ["i"], ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("Cast", ["i"], ["f"], ("to", (int)ElementType.Float)).Node("Mul", ["qs", "s"], ["c"]).Node("Mul", ["f", "c"], ["y"])
        .Output("y").Build();

    private static Tensor Integers(params long[] shape) => new(
        ElementType.Int8, [.. shape],
        Enumerable.Range(0, (int)shape.Aggregate(1L, (all, size) => all * size)).Select(i => (byte)(i - 3)).ToArray());

    private static Tensor Scalar(float value) => Tensor.Scalar(ElementType.Float, value);

    private static Tensor Columns() => Tensor.Of([0.5f, 0.25f, 1f], 3);

    private static Tensor Zeros(int count = 1) => new(ElementType.Int8, count == 1 ? [] : [count], new byte[count]);

    private static string[] Kinds(OnnxModel model) => [.. model.Graph.Node.Select(node => node.OpType)];
}
