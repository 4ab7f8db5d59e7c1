using PruneBuild.Onnx.Editing;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class SparseInitializersTests
{
    private static readonly float[] values = [.. Enumerable.Range(0, 64).Select(i => i % 16 == 0 ? i + 1f : 0f)];

    [TestMethod]
    public void DenseIsTheSameNumbersAndAgainIsTheSameFile()
    {
        var model = Sparse();
        var dense = SparseInitializers.Dense(model);

        Assert.HasCount(0, dense.Graph.SparseInitializer);
        CollectionAssert.AreEqual(values, dense.Read(dense.Graph.Initializer.Single(tensor => tensor.Name == "w")).ToFloats());
        Assert.HasCount(1, model.Graph.SparseInitializer, "the model that was given is as it was");
        Assert.AreEqual(model.Proto, SparseInitializers.Again(dense, model).Proto);
    }

    [TestMethod]
    [DataRow(32, true)]
    [DataRow(1, false)]
    public void WhatWasChangedIsSparseWhereThatIsSmaller(int every, bool sparse)
    {
        var (model, dense) = (Sparse(), SparseInitializers.Dense(Sparse()));
        var changed = Tensor.Of([.. Enumerable.Range(0, 64).Select(i => i % every == 0 ? 3f : 0f)], 8, 8);
        dense = dense.WithGraph(GraphEdits.ReplaceConstants(
            dense.Graph, new Dictionary<string, Proto.TensorProto> { ["w"] = TensorProtos.Create("w", changed) }));

        var again = SparseInitializers.Again(dense, model);

        Assert.HasCount(sparse ? 1 : 0, again.Graph.SparseInitializer);
        CollectionAssert.AreEqual(
            changed.ToFloats(),
            again.Read(SparseInitializers.Dense(again).Graph.Initializer.Single(tensor => tensor.Name == "w")).ToFloats());
    }

    [TestMethod]
    public void AModelWithoutThemIsItself()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Weight("w", 1, 3, 4)
            .Node("MatMul", ["x", "w"], ["y"]).Output("y").Build();
        Assert.AreSame(model, SparseInitializers.Dense(model));
        Assert.AreSame(model, SparseInitializers.Again(model, model));
    }

    private static OnnxModel Sparse()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 8).Weight("v", 1, 8, 3)
            .Node("MatMul", ["x", "w"], ["h"]).Node("MatMul", ["h", "v"], ["y"]).Output("y").Build();
        model.Graph.SparseInitializer.Add(SparseTensors.FromDense("w", Tensor.Of(values, 8, 8)));
        return model;
    }
}
