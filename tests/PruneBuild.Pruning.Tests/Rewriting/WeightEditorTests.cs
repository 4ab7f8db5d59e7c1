using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class WeightEditorTests
{
    private static readonly double[] Change = [0.5, -1, 2];

    public static IEnumerable<(string Name, OnnxModel Model)> Layers =>
    [
        ("MatMul alone", Linear(builder => builder.Weight("w", 1, 4, 3).Node("MatMul", ["x", "w"], ["y"]))),
        ("MatMul and its Add", Linear(builder => builder.Weight("w", 1, 4, 3).Weight("b", 2, 3)
            .Node("MatMul", ["x", "w"], ["z"]).Node("Add", ["b", "z"], ["y"]))),
        ("MatMul whose Add is not a vector", Linear(builder => builder.Weight("w", 1, 4, 3).Weight("b", 2, 1)
            .Node("MatMul", ["x", "w"], ["z"]).Node("Add", ["z", "b"], ["y"]))),
        ("MatMul that two read", Linear(builder => builder.Weight("w", 1, 4, 3).Weight("b", 2, 3)
            .Node("MatMul", ["x", "w"], ["z"]).Node("Add", ["z", "b"], ["s"]).Node("Sub", ["s", "z"], ["d"])
            .Node("Add", ["z", "d"], ["y"]))),
        ("Gemm without bias", Linear(builder => builder.Weight("w", 1, 3, 4).Node("Gemm", ["x", "w"], ["y"], ("transB", 1)))),
        ("Gemm with bias and beta", Linear(builder => builder.Weight("w", 1, 4, 3).Weight("b", 2, 3)
            .Node("Gemm", ["x", "w", "b"], ["y"], ("beta", 0.25f)))),
        ("Gemm with beta 0", Linear(builder => builder.Weight("w", 1, 4, 3).Weight("b", 2, 3)
            .Node("Gemm", ["x", "w", "b"], ["y"], ("beta", 0f)))),
        ("Gemm with a scalar bias", Linear(builder => builder.Weight("w", 1, 4, 3).Weight("b", 2, 1).Node("Gemm", ["x", "w", "b"], ["y"]))),
        ("bias that another node shares", Linear(builder => builder.Weight("w", 1, 4, 3).Weight("b", 2, 3)
            .Node("Gemm", ["x", "w", "b"], ["z"]).Node("Sub", ["z", "b"], ["c"]).Node("Add", ["c", "b"], ["y"]))),
    ];

    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void AShiftOfTheOutputsIsJustThat(string name, OnnxModel model)
    {
        var consumer = ConsumerOf(model);

        var shifted = WeightEditor.Apply(model, [new WeightEdit(consumer, null, Change)]);

        var (before, after) = (Run(model), Run(shifted));
        for (var i = 0; i < before.Length; i++)
            Assert.AreEqual(before[i] + Change[i % 3], after[i], 1e-5, name);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void TheWeightsOfExpertsAreWrittenEachToItsPlace(bool weightFirst)
    {
        var model = Experts(weightFirst);
        var consumer = Inferred.Of(model).Structure.Groups.Single(group => group.Kind == StructureKind.Neurons).Consumers.Single();
        var weight = WeightEditor.Read(model, new GraphIndex(model.Graph), consumer);

        var scaled = WeightEditor.Apply(model, [new WeightEdit(consumer, weight.Scale(2), null)]);
        var shifted = WeightEditor.Apply(model, [new WeightEdit(consumer, null, [1, 2, 3, 4, 5, 6])]);

        var before = Outputs(model);
        Close.AreClose(Array.ConvertAll(before, value => value * 2.0), Array.ConvertAll(Outputs(scaled), value => (double)value), 1e-6);
        Close.AreClose(
            before.Select((value, i) => value + 1.0 + (i % 6)).ToArray(), Array.ConvertAll(Outputs(shifted), value => (double)value), 1e-5);

        static float[] Outputs(OnnxModel model)
        {
            using var session = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible).Value!;
            var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(8, 60), 2, 5, 6) };
            return session.Run(inputs)["down"].ToFloats();
        }
    }

    private static OnnxModel Experts(bool weightFirst) =>
        new ModelBuilder().Input("x", ElementType.Float, "batch", "sequence", 6).Experts("x", "y", 6, weightFirst)
            .Output("y").Output("down").Build();

    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void AWeightThatIsReadAndWrittenChangesNothing(string name, OnnxModel model)
    {
        var consumer = ConsumerOf(model);
        var weight = WeightEditor.Read(model, new GraphIndex(model.Graph), consumer);

        var same = WeightEditor.Apply(model, [new WeightEdit(consumer, weight, null)]);

        CollectionAssert.AreEqual(Run(model), Run(same), name);
        Assert.AreEqual((4, 3), (weight.Rows, weight.Columns));
    }

    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void ADoubledWeightDoublesWhatItAdds(string name, OnnxModel model)
    {
        var consumer = ConsumerOf(model);
        var weight = WeightEditor.Read(model, new GraphIndex(model.Graph), consumer);

        float[] Outputs(double factor) => Run(WeightEditor.Apply(model, [new WeightEdit(consumer, weight.Scale(factor), null)]));
        var (none, once, twice) = (Outputs(0), Outputs(1), Outputs(2));

        for (var i = 0; i < once.Length; i++)
            Assert.AreEqual(2 * (once[i] - none[i]), twice[i] - none[i], 1e-5, name);
    }

    [TestMethod]
    public void AConvolutionIsShiftedChannelByChannel()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 2, 4, 4).Weight("w", 1, 3, 2, 3, 3)
            .Node("Conv", ["x", "w"], ["y"]).Output("y").Build();
        var consumer = new Consumer("y", 0, "x", 1, AxisPattern.Whole(2), ConsumerKind.Convolution, "w", true, 3, 9);

        var shifted = WeightEditor.Apply(model, [new WeightEdit(consumer, null, Change)]);

        var (before, after) = (Run(model, 1, 2, 4, 4), Run(shifted, 1, 2, 4, 4));
        for (var i = 0; i < before.Length; i++)
            Assert.AreEqual(before[i] + Change[i / 4], after[i], 1e-5);
    }

    [TestMethod]
    public void WeightsKeepTheirType()
    {
        var weight = Tensor.OfFloats(ElementType.Float16, SeededValues.Floats(1, 12), 4, 3);
        var model = new ModelBuilder().Input("x", ElementType.Float16, "n", 4).Initializer("w", weight)
            .Node("MatMul", ["x", "w"], ["y"]).Output("y").Build();

        var edited = WeightEditor.Apply(model, [new WeightEdit(ConsumerOf(model), Matrix.Create(4, 3, (i, j) => i + j), Change)]);

        Assert.IsTrue(edited.Graph.Initializer.All(tensor => tensor.DataType == (int)ElementType.Float16));
        Assert.IsTrue(model.Read(model.Graph.Initializer[0]).ToFloats().SequenceEqual(weight.ToFloats()), "the original was changed");
    }

    private static Consumer ConsumerOf(OnnxModel model)
    {
        var node = model.Graph.Node.First(node => node.OpType is "MatMul" or "Gemm");
        var transposed = node.Attribute.Any(attribute => attribute.Name == "transB" && attribute.I == 1);
        return new Consumer(node.Output[0], 0, "x", 1, AxisPattern.Whole(4), ConsumerKind.Linear, "w", transposed, 3, 1);
    }

    private static OnnxModel Linear(Func<ModelBuilder, ModelBuilder> layer) =>
        layer(new ModelBuilder().Input("x", ElementType.Float, "n", 4)).Output("y").Build();

    private static float[] Run(OnnxModel model, params long[] shape)
    {
        if (shape.Length == 0)
            shape = [5, 4];
        var opened = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible);
        Assert.IsTrue(opened.IsOk, string.Join("; ", opened.Diagnostics));
        using var session = opened.Value;
        var values = SeededValues.Floats(9, (int)shape.Aggregate(1L, (product, size) => product * size));
        return session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(values, shape) })["y"].ToFloats();
    }
}
