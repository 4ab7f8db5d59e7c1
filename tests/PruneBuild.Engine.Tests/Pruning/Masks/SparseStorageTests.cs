using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

[TestClass]
public sealed class SparseStorageTests
{
    /// <summary>x[batch, 64] through a Gemm, a MatMul and a Conv of 64 features, to 4: the head, which masks leave alone.</summary>
    private static OnnxModel Wide(ElementType type = ElementType.Float) => new ModelBuilder()
        .Input("x", type, "batch", 64)
        .Typed(type, "first.weight", 1, 64, 64).Typed(type, "first.bias", 2, 64).Typed(type, "second.weight", 3, 64, 64)
        .Typed(type, "third.weight", 4, 64, 64, 1)
        .Typed(type, "head.weight", 5, 4, 64, 1)
        .Integers("row", 0, 64, 1)
        .Node("Gemm", ["x", "first.weight", "first.bias"], ["a"], ("transB", 1)).Node("Relu", ["a"], ["b"])
        .Node("MatMul", ["b", "second.weight"], ["c"]).Node("Reshape", ["c", "row"], ["d"])
        .Node("Conv", ["d", "third.weight"], ["e"]).Node("Relu", ["e"], ["f"]).Node("Conv", ["f", "head.weight"], ["y"])
        .Output("y").Build();

    [TestMethod]
    [DataRow(ElementType.Float, "80%")]
    [DataRow(ElementType.Float, "1:8")]
    [DataRow(ElementType.Float16, "90%")]
    public void AMaskedModelIsSmallerAndAnswersTheSameBits(ElementType type, string sparsity)
    {
        var model = Wide(type);
        PrunedModel dense = Pruned(model, Masking(sparsity), "dense").Value!, sparse = Pruned(
            model, Masking(sparsity), "sparse-initializers").Value!;

        Assert.IsNull(dense.Stored);
        Assert.AreEqual("3 of 3", $"{sparse.Stored!.Weights} of {sparse.Stored.Masked}");
        Assert.AreEqual(
            "first.weight second.weight third.weight", string.Join(' ', sparse.Model.Graph.SparseInitializer.Select(SparseTensors.Name)));
        var saved = dense.Model.Proto.CalculateSize() - sparse.Model.Proto.CalculateSize();
        Assert.IsInRange(sparse.Stored.SavedBytes - 16, sparse.Stored.SavedBytes + 16, saved, "But for the lengths of messages.");
        Assert.IsGreaterThanOrEqualTo(dense.Model.Proto.CalculateSize() / 20, saved);
        foreach (var batch in SmallModels.Batches(model, 4, 1))
            CollectionAssert.AreEqual(Answer(dense.Model, batch), Answer(sparse.Model, batch));
    }

    [TestMethod]
    public void OnlyWeightsThatGetSmallerAreStoredSparse()
    {
        var model = Masked(("first.weight", 1 / 2.0), ("second.weight", 3 / 4.0), ("third.weight", 1.0));

        var stored = SparseStorage.Apply(model, ["first.weight", "second.weight", "third.weight", "no longer there"]).Value!;

        Assert.AreEqual("2 of 4", $"{stored.Weights} of {stored.Masked}");
        Assert.AreEqual("second.weight third.weight", string.Join(' ', stored.Model.Graph.SparseInitializer.Select(SparseTensors.Name)));
        foreach (var batch in SmallModels.Batches(model, 2, 1))
            CollectionAssert.AreEqual(Answer(model, batch), Answer(stored.Model, batch));
    }

    [TestMethod]
    public void WhatIsNotMaskedOrCanBeReplacedStaysDense()
    {
        var model = Masked(("first.weight", 0.9), ("second.weight", 0.9), ("third.weight", 0.9));
        var proto = model.Proto.Clone();
        proto.Graph.Input.Add(new ValueInfoProto { Name = "second.weight" });

        var stored = SparseStorage.Apply(model.With(proto), ["first.weight", "second.weight"]).Value!;

        Assert.AreEqual("first.weight", string.Join(' ', stored.Model.Graph.SparseInitializer.Select(SparseTensors.Name)));
    }

    [TestMethod]
    public void AnOlderModelIsRaisedToTheVersionThatHasSparseInitializers()
    {
        var model = Masked(("first.weight", 0.9));
        var proto = model.Proto.Clone();
        proto.IrVersion = 4;

        Assert.AreEqual(6, SparseStorage.Apply(model.With(proto), ["first.weight"]).Value!.Model.Proto.IrVersion);
        Assert.AreEqual(4, SparseStorage.Apply(model.With(proto), ["first.bias"]).Value!.Model.Proto.IrVersion);
    }

    [TestMethod]
    [DataRow(
        "{ method: magnitude, remove: { sparsity: 50% } }",
        "none of 3 masked weights smaller: the nearest, '[a-z]+\\.weight', keeps 2048 of 4096 elements, which take 246.. "
        + "bytes sparse and 164.. dense")]
    [DataRow("{ method: magnitude, remove: { units: 30% } }", "none of 0 masked weights smaller: nothing is masked. No step masks weights")]
    public void WhereItHelpsNothingAWarningSaysSo(string prune, string message)
    {
        var pruned = Pruned(Wide(), prune, "sparse-initializers");

        Assert.AreEqual(0, pruned.Value!.Stored!.Weights);
        var warning = pruned.Diagnostics.Single(note => note.Code == DiagnosticCatalog.NothingStoredSparse.Code);
        Assert.AreEqual(Severity.Warning, warning.Severity);
        Assert.AreEqual(6, warning.Location!.Line);
        StringAssert.Matches(warning.Message, new(message));
    }

    private static string Masking(string sparsity) => $"{{ method: magnitude, remove: {{ sparsity: {sparsity} }} }}";

    private static Result<PrunedModel> Pruned(OnnxModel model, string prune, string storage)
    {
        var pruned = ModelPruner.Prune(
            model, SampleEntry.Of(prune, $"output: {{ store: {storage} }}"), seed: 0,
            Workbench.Of(SmallModels.Batches(model, 4, 1), Device.Cpu));
        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        return pruned;
    }

    /// <summary>The wide model whose weights lack the first share of their elements.</summary>
    private static OnnxModel Masked(params (string Weight, double Share)[] masks)
    {
        var model = Wide();
        var proto = model.Proto.Clone();
        foreach (var (weight, share) in masks)
        {
            var tensor = proto.Graph.Initializer.Single(known => known.Name == weight);
            var values = model.Read(tensor).ToFloats();
            values.AsSpan(0, (int)(values.Length * share)).Clear();
            proto.Graph.Initializer[proto.Graph.Initializer.IndexOf(tensor)] = TensorProtos.Create(weight, values, [.. tensor.Dims]);
        }

        return model.With(proto);
    }

    private static byte[] Answer(OnnxModel model, Batch batch)
    {
        using var session = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible).Value!;
        return session.Run(batch.Inputs, ["y"])["y"].Bytes.ToArray();
    }
}
