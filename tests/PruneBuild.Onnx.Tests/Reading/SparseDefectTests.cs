using Google.Protobuf;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Reading;

[TestClass]
public sealed class SparseDefectTests
{
    [TestMethod]
    [DataRow(new long[] { 0, 5 }, new long[] { 2 })]
    [DataRow(new long[] { 0, 0, 1, 2 }, new long[] { 2, 2 })]
    public void PlacesInsideTheDimsAreSound(long[] places, long[] dims) => Assert.IsNull(Problem(Sparse(Places(places, dims))));

    [TestMethod]
    [DataRow(new long[] { 0, 6 }, new long[] { 2 }, "has a value outside its dims [2, 3]")]
    [DataRow(new long[] { -1, 0 }, new long[] { 2 }, "has a value outside its dims [2, 3]")]
    [DataRow(new long[] { 0, 0, 0, 3 }, new long[] { 2, 2 }, "has a value outside its dims [2, 3]")]
    [DataRow(new long[] { 0, 1, 2 }, new long[] { 3 }, "has 2 values for places of dims [3]")]
    [DataRow(new long[] { 0, 1, 2, 3, 4, 5 }, new long[] { 2, 3 }, "has 2 values for places of dims [2, 3]")]
    public void OthersAreADefectOfTheModel(long[] places, long[] dims, string defect) =>
        StringAssert.Contains(Problem(Sparse(Places(places, dims))), defect);

    [TestMethod]
    public void ValuesAndPlacesAreBothNeeded()
    {
        StringAssert.Contains(Problem(new SparseTensorProto { Dims = { 2, 3 } }), "its values or their places are missing");
        StringAssert.Contains(
            Problem(Sparse(TensorProtos.Create("", [0f, 1f], 2))), "the places of its values are no integers");
    }

    [TestMethod]
    public void WhatNoMemoryHoldsIsADefectToo()
    {
        var sparse = Sparse(Places([0, 1], [2]));
        sparse.Dims[0] = 1L << 40;
        StringAssert.Contains(Problem(sparse), "more than 2 GiB");
    }

    [TestMethod]
    public void BodiesAreLookedAtToo()
    {
        var body = new GraphProto { Name = "then", SparseInitializer = { Sparse(Places([0, 7], [2])) } };
        var node = new NodeProto { OpType = "If", Attribute = { NodeWriter.Attribute("then_branch", body) } };
        var proto = new ModelProto { Graph = new GraphProto { Node = { node } } };

        Assert.AreEqual("PB2005", OnnxReader.Parse(proto.ToByteArray()).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void SparseStringsStayAsTheyAre()
    {
        var sparse = new SparseTensorProto { Values = TensorProtos.Strings("s", ["a"], 1), Indices = Places([0], [1]), Dims = { 3 } };

        var read = OnnxReader.Parse(Model(sparse).ToByteArray());

        Assert.IsTrue(read.IsOk, string.Join('\n', read.Diagnostics));
        Assert.AreSame(read.Value, SparseInitializers.Dense(read.Value));
    }

    private static string? Problem(SparseTensorProto sparse)
    {
        var read = OnnxReader.Parse(Model(sparse).ToByteArray());
        if (read.IsOk)
            return null;
        Assert.AreEqual("PB2005", read.Diagnostics.Single().Code);
        return read.Diagnostics[0].Message;
    }

    private static ModelProto Model(SparseTensorProto sparse)
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 2).Node("MatMul", ["x", "w"], ["y"]).Output("y").Build();
        model.Graph.SparseInitializer.Add(sparse);
        return model.Proto;
    }

    private static TensorProto Places(long[] places, long[] dims) => TensorProtos.Create("", Tensor.Of(places, dims));

    private static SparseTensorProto Sparse(TensorProto places) =>
        new() { Values = TensorProtos.Create("w", [1f, 2f], 2), Indices = places, Dims = { 2, 3 } };
}
