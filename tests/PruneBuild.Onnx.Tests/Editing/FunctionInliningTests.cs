using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class FunctionInliningTests
{
    [TestMethod]
    public void EachCallGetsNodesOfItsOwn()
    {
        var inlined = FunctionInlining.Inline(Called(Function(("MatMul", ["a", "w"], "h"), ("Relu", ["h"], "b"))));

        CollectionAssert.AreEqual(new[] { "MatMul", "Relu", "MatMul", "Relu" }, inlined.Graph.Node.Select(node => node.OpType).ToArray());
        CollectionAssert.AreEqual(
            new[] { "m/h", "m", "y/h", "y" }, inlined.Graph.Node.Select(node => node.Output[0]).ToArray(),
            "inner values are named after the call");
        Assert.AreEqual("v", inlined.Graph.Node[2].Input[1]);
        Assert.HasCount(0, inlined.Proto.Functions);
    }

    [TestMethod]
    public void AttributesThatReferToTheCallAreBound()
    {
        var function = Function(("Gemm", ["a", "w"], "b"));
        function.Node[0].Attribute.Add(
            new AttributeProto { Name = "transB", RefAttrName = "flip", Type = AttributeProto.Types.AttributeType.Int });
        function.Node[0].Attribute.Add(
            new AttributeProto { Name = "alpha", RefAttrName = "absent", Type = AttributeProto.Types.AttributeType.Float });

        var inlined = FunctionInlining.Inline(Called(function));

        var attribute = inlined.Graph.Node[0].Attribute.Single();
        Assert.AreEqual(("transB", 1L, ""), (attribute.Name, attribute.I, attribute.RefAttrName));
    }

    [TestMethod]
    public void AnInputThatIsPutOutIsPassedOn()
    {
        var inlined = FunctionInlining.Inline(
            Called(new FunctionProto { Name = "Block", Domain = "local", Input = { "a", "w" }, Output = { "a" } }));

        CollectionAssert.AreEqual(new[] { "Identity", "Identity" }, inlined.Graph.Node.Select(node => node.OpType).ToArray());
        CollectionAssert.AreEqual(new[] { "x", "m" }, inlined.Graph.Node.Select(node => node.Input[0]).ToArray());
    }

    [TestMethod]
    public void AFunctionOfAnotherOperatorSetStays()
    {
        var function = Function(("Relu", ["a"], "b"));
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 9 });

        var inlined = FunctionInlining.Inline(Called(function));

        CollectionAssert.AreEqual(new[] { "Block", "Block" }, inlined.Graph.Node.Select(node => node.OpType).ToArray());
        Assert.HasCount(1, inlined.Proto.Functions);
    }

    [TestMethod]
    public void AFunctionThatCallsItselfEnds()
    {
        var function = Function(("Block", ["a", "w"], "b"));
        function.Node[0].Domain = "local";

        Assert.HasCount(2, FunctionInlining.Inline(Called(function)).Graph.Node);
    }

    [TestMethod]
    public void SparseInitializersOfBodiesAreRenamedWithTheirReaders()
    {
        var sparse = new SparseTensorProto
        {
            Dims = { 3 }, Values = TensorProtos.Create("s", [2f], 1), Indices = TensorProtos.Create("", [1L], 1),
        };
        var body = new GraphProto
        {
            Name = "body", SparseInitializer = { sparse },
            Node = { new NodeProto { OpType = "Add", Input = { "a", "s" }, Output = { "t" } } },
            Output = { new ValueInfoProto { Name = "t" } },
        };
        var function = Function(("If", ["w"], "b"));
        function.Node[0].Attribute.Add(
            new AttributeProto { Name = "then_branch", Type = AttributeProto.Types.AttributeType.Graph, G = body });

        var inlined = FunctionInlining.Inline(Called(function)).Graph.Node.Select(node => node.Attribute.Single().G).ToArray();

        foreach (var copy in inlined)
            Assert.AreEqual(copy.SparseInitializer.Single().Values.Name, copy.Node.Single().Input[1]);
        Assert.AreNotEqual(inlined[0].Node[0].Input[1], inlined[1].Node[0].Input[1]);
    }

    private static FunctionProto Function(params (string Op, string[] Inputs, string Output)[] nodes) => new()
    {
        Name = "Block", Domain = "local", Input = { "a", "w" }, Output = { "b" },
        Node = { nodes.Select(node => new NodeProto { OpType = node.Op, Input = { node.Inputs }, Output = { node.Output } }) },
    };

    /// <summary>x → Block(w) → m → Block(v) → y.</summary>
    private static OnnxModel Called(FunctionProto function)
    {
        var model = new ModelBuilder().Domain("local").Input("x", ElementType.Float, 2, 3).Weight("w", 1, 3, 3).Weight("v", 2, 3, 3)
            .Node("local:Block", ["x", "w"], ["m"], ("flip", 1)).Node("local:Block", ["m", "v"], ["y"], ("flip", 1)).Output("y").Build();
        var proto = model.Proto.Clone();
        proto.Functions.Add(function);
        return model.With(proto);
    }
}
