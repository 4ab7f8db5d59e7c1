using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Refitting;

[TestClass]
public sealed class BranchRefitTests
{
    private const int Width = 6, Units = 12;

    private readonly OnnxModel model = Model();
    private readonly Batch[] batches = [.. Enumerable.Range(0, 30).Select(batch => new Batch(
        new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(100 + batch, 4 * Width), 4, Width) },
        [.. Enumerable.Range(4 * batch, 4)]))];

    [TestMethod]
    public void WhatEndsTheBranchesBehindMakesUpForTheOneThatIsGone()
    {
        var (alone, refit) = (Without(2, new PlainSlice()), Without(2, new LeastSquaresReconstruction()));

        CollectionAssert.AreEqual(new[] { "down1", "down3", "down4", "last", "up1", "up3", "up4" }, Weights(refit).Order().ToArray());
        CollectionAssert.AreEqual(new[] { "down3", "down4" }, Weights(refit).Where(name => !Same(refit, name)).Order().ToArray());
        Assert.IsEmpty(Weights(alone).Where(name => !Same(alone, name)));
        Assert.IsLessThan(0.5 * SmallModels.Error(model, alone, batches), SmallModels.Error(model, refit, batches));
    }

    /// <summary>With one matrix behind, the sum that it ends in cannot be closer to the original's with any other matrix.</summary>
    [TestMethod]
    public void ItIsTheBestThatTheMatrixCanDo()
    {
        var refit = Without(3, new LeastSquaresReconstruction(new LeastSquaresOptions(1e-9, false)));
        var error = SmallModels.Error(model, refit, batches);
        foreach (var element in Enumerable.Range(0, Units * Width))
        {
            foreach (var step in (float[])[-0.02f, 0.02f])
            {
                var proto = refit.Proto.Clone();
                var weight = Weight(refit, "down4");
                weight[element] += step;
                proto.Graph.Initializer[proto.Graph.Initializer.IndexOf(proto.Graph.Initializer.Single(one => one.Name == "down4"))] =
                    TensorProtos.Create("down4", Tensor.Of(weight, Units, Width));
                Assert.IsGreaterThan(error, SmallModels.Error(model, refit.With(proto), batches), $"{element}");
            }
        }
    }

    [TestMethod]
    public void BehindTheLastBranchThereIsNothingToRefit() =>
        Assert.AreEqual(Without(4, new PlainSlice()).Proto, Without(4, new LeastSquaresReconstruction()).Proto);

    [TestMethod]
    public void BiasesAndScalesMakeUpForLess()
    {
        var alone = SmallModels.Error(model, Without(2, new PlainSlice()), batches);
        var all = SmallModels.Error(model, Without(2, new LeastSquaresReconstruction()), batches);
        foreach (var other in (IReconstruction[])[new MeanBias(), new Rescale()])
        {
            var error = SmallModels.Error(model, Without(2, other), batches);
            Assert.IsLessThan(alone, error, other.Name);
            Assert.IsGreaterThan(all, error, other.Name);
        }
    }

    /// <summary>The model without the branch of this number.</summary>
    private OnnxModel Without(int branch, IReconstruction reconstruction)
    {
        var recipe = SmallModels.Recipe("depth", 0) with
        {
            Budget = new Budget.Units(1),
            Filter = GroupFilter.Default with { Structures = [StructureKind.Layers], Only = [$"up{branch}.branch"] },
            Reconstruction = reconstruction,
            Inputs = ReconstructionInputs.Sequential,
        };
        var outcome = new Pruner(model, recipe, Workbench.Of(batches, Device.Cpu)).Prune();
        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        return outcome.Value.Pruned;
    }

    private bool Same(OnnxModel pruned, string weight) => Weight(model, weight).SequenceEqual(Weight(pruned, weight));

    private static float[] Weight(OnnxModel model, string name) =>
        model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == name)).ToFloats();

    private static IEnumerable<string> Weights(OnnxModel model) =>
        model.Graph.Initializer.Where(initializer => initializer.Dims.Count == 2).Select(initializer => initializer.Name);

    /// <summary>Four times x + tanh(xU)D, and a matrix behind the sum.</summary>
    private static OnnxModel Model()
    {
        var builder = new ModelBuilder().Input("x", ElementType.Float, "batch", Width);
        var value = "x";
        for (var block = 1; block <= 4; block++)
        {
            builder = builder
                .Weight($"up{block}", block, Width, Units).Weight($"down{block}", 10 + block, Units, Width)
                .Node("MatMul", [value, $"up{block}"], [$"a{block}"]).Node("Tanh", [$"a{block}"], [$"h{block}"])
                .Node("MatMul", [$"h{block}", $"down{block}"], [$"d{block}"]).Node("Add", [$"d{block}", value], [$"r{block}"]);
            value = $"r{block}";
        }

        return builder.Weight("last", 20, Width, 3).Node("MatMul", [value, "last"], ["y"]).Output("y").Build();
    }
}
