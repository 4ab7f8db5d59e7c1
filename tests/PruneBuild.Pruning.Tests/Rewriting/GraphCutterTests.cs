using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class GraphCutterTests
{
    [TestMethod]
    public void TensorsShrinkAndTheRestStays()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());

        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, Plan(inferred, "first", 1, 4, 7));

        Assert.AreEqual("first.weight 3×6, first.bias 3, second.weight 8×3, second.bias 8, third.weight 3×8", Shapes(cut));
        var (old, kept) = (Read(inferred.Model, "first.weight"), Read(cut, "first.weight"));
        CollectionAssert.AreEqual(old[(4 * 6)..(5 * 6)], kept[6..12]);
        CollectionAssert.AreEqual(Read(inferred.Model, "third.weight"), Read(cut, "third.weight"));
        Assert.AreEqual(inferred.Model.Graph.Node.ToString(), cut.Graph.Node.ToString());
    }

    [TestMethod]
    public void NothingToCutIsTheSameModel()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());

        Assert.AreSame(inferred.Model, GraphCutter.Cut(inferred.Model, inferred.Structure, PrunePlan.Empty));
    }

    [TestMethod]
    public void NotesOfAConstantsShapeFollow()
    {
        var noted = TinyModels.Mlp();
        noted.Graph.ValueInfo.Add(new ModelBuilder().ValueInfoOf("first.weight", ElementType.Float, 10, 6).Build().Graph.ValueInfo);
        var inferred = Inferred.Of(noted);

        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, Plan(inferred, "first", 1, 4, 7));

        CollectionAssert.AreEqual(
            new long[] { 3, 6 }, cut.Graph.ValueInfo.Single().Type.TensorType.Shape.Dim.Select(dim => dim.DimValue).ToArray());
    }

    [TestMethod]
    public void TheOriginalIsNotTouched()
    {
        var inferred = Inferred.Of(TinyModels.Encoder());
        var before = inferred.Model.Proto.Clone();

        GraphCutter.Cut(inferred.Model, inferred.Structure, Plan(inferred, "attention", 0));

        Assert.AreEqual(before, inferred.Model.Proto);
    }

    [TestMethod]
    public void SizesInConstantsFollow()
    {
        var inferred = Inferred.Of(TinyModels.Encoder(heads: 3, headWidth: 4));

        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, Plan(inferred, "attention", 0, 2));

        CollectionAssert.AreEqual(new long[] { 0, 0, 2, 4 }, Integers(cut, "split"));
        CollectionAssert.AreEqual(new long[] { 0, 0, 8 }, Integers(cut, "merge"));
    }

    [TestMethod]
    public void AConstantThatTwoReadDifferentlyIsCopied()
    {
        // One vector is the bias of a layer that is cut and of one that is not.
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4)
            .Weight("w1", 1, 4, 6).Weight("w2", 2, 6, 6).Weight("shared", 3, 6)
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Add", ["a", "shared"], ["b"]).Node("Relu", ["b"], ["c"])
            .Node("MatMul", ["c", "w2"], ["d"]).Node("Add", ["d", "shared"], ["y"])
            .Output("y").Build();
        var inferred = Inferred.Of(model);
        var group = inferred.Structure.Groups.Single();

        var cut = GraphCutter.Cut(model, inferred.Structure, new PrunePlan([new KeptUnits(group.Id, 6, [0, 5], 0)]));

        Assert.AreEqual(6, Read(cut, "shared").Length);
        Assert.AreEqual(2, Read(cut, cut.Graph.Node[1].Input[1]).Length);
        inferred.Prove();
    }

    [TestMethod]
    public void InputsThatRestateInitializersFollow()
    {
        var builder = new ModelBuilder(irVersion: 3, opset: 8).Input("x", ElementType.Float, "n", 4).Input("w1", ElementType.Float, 4, 6)
            .Input("w2", ElementType.Float, 6, 2).Weight("w1", 1, 4, 6).Weight("w2", 2, 6, 2)
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "w2"], ["y"]).Output("y");
        var inferred = Inferred.Of(builder.Build());
        Assert.HasCount(1, inferred.Structure.Groups);

        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, Plan(inferred, inferred.Structure.Groups[0].Id, 1, 2, 3));

        Assert.AreEqual(3, cut.Graph.Input.Single(input => input.Name == "w1").Type.TensorType.Shape.Dim[1].DimValue);
        Assert.AreEqual(3, cut.Graph.Input.Single(input => input.Name == "w2").Type.TensorType.Shape.Dim[0].DimValue);
    }

    [TestMethod]
    public void StatedShapesOfValuesFollowAndMetadataStays()
    {
        var proto = TinyModels.Mlp().Proto.Clone();
        proto.MetadataProps.Add(new StringStringEntryProto { Key = "author", Value = "someone" });
        proto.DocString = "a model";
        proto.Graph.ValueInfo.Add(new ModelBuilder().ValueInfoOf("a", ElementType.Float, "batch", 10).BuildGraph().ValueInfo);
        var inferred = Inferred.Of(new OnnxModel(proto));

        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, Plan(inferred, "first", 0, 1));

        var dims = cut.Graph.ValueInfo.Single(info => info.Name == "a").Type.TensorType.Shape.Dim;
        Assert.AreEqual("batch 2", $"{dims[0].DimParam} {dims[1].DimValue}");
        Assert.AreEqual("someone", cut.Proto.MetadataProps.Single().Value);
        Assert.AreEqual("a model", cut.Proto.DocString);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SparseInitializersAreCutAndStaySparse(bool coordinates)
    {
        var proto = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 4)
            .Node("MatMul", ["x", "up"], ["h"]).Node("Relu", ["h"], ["r"]).Node("MatMul", ["r", "down"], ["y"])
            .Output("y").Build().Proto.Clone();
        proto.Graph.SparseInitializer.Add(Sparse("up", 4, 6, coordinates));
        proto.Graph.SparseInitializer.Add(Sparse("down", 6, 3, coordinates));
        var model = new OnnxModel(proto);
        var probe = SampleInputs.Probe(model, Device.Cpu).Value!;
        // Not in the form in which models are pruned, where such initializers of whole bytes are dense.
        var inferred = new Inferred(model, probe, DimensionInference.Infer(model, probe.Facts));
        var group = inferred.Structure.Groups.Single();

        inferred.Prove();
        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, Plan(inferred, group.Id, 1, 4));

        Assert.IsEmpty(cut.Graph.Initializer);
        Assert.AreEqual(
            "up 4×2, down 2×3",
            string.Join(", ", cut.Graph.SparseInitializer.Select(tensor => $"{tensor.Values.Name} {string.Join('×', tensor.Dims)}")));
    }

    /// <summary>Every second element of a matrix.</summary>
    private static SparseTensorProto Sparse(string name, int rows, int columns, bool coordinates)
    {
        long[] places = [.. Enumerable.Range(0, rows * columns / 2).Select(i => (2L * i) + (i / 2 % 2))];
        return new SparseTensorProto
        {
            Values = TensorProtos.Create(name, SeededValues.Floats(rows, places.Length), places.Length),
            Indices = coordinates
                ? TensorProtos.Create(
                    "", Onnx.Tensor.Of([.. places.SelectMany(place => new[] { place / columns, place % columns })], places.Length, 2))
                : TensorProtos.Create("", places, places.Length),
            Dims = { rows, columns },
        };
    }

    private static PrunePlan Plan(Inferred inferred, string group, params int[] kept) =>
        new([new KeptUnits(group, inferred.Structure.Group(group).Units, kept.ToValueList(), 0)]);

    private static string Shapes(OnnxModel model) =>
        string.Join(", ", model.Graph.Initializer.Select(tensor => $"{tensor.Name} {string.Join('×', tensor.Dims)}"));

    private static float[] Read(OnnxModel model, string name) => model.Read(Tensor(model, name)).ToFloats();

    private static long[] Integers(OnnxModel model, string name) => model.Read(Tensor(model, name)).ToInt64s();

    private static TensorProto Tensor(OnnxModel model, string name) => model.Graph.Initializer.Single(tensor => tensor.Name == name);
}
