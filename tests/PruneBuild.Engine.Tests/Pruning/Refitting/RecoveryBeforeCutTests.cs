using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Goa;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Planning;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Refitting;

[TestClass]
public sealed class RecoveryBeforeCutTests
{
    private const int Width = 5, Units = 8, Records = 60;

    /// <summary>Against a solve of the dense equations by hand: the second module is refit whole on what the cut first one gives, judged
    /// with its new weights, and cut without a refit.</summary>
    [TestMethod]
    public void AModuleIsRefitWholeAndThenJudgedAndCut()
    {
        var model = Model();
        var batches = Enumerable.Range(0, Records / 2).Select(batch => new Batch(
            new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(100 + batch, 2 * Width), 2, Width) },
            [2 * batch, (2 * batch) + 1])).ToArray();

        var outcome = new Pruner(model, Recipe, Workbench.Of(batches, Device.Cpu)).Prune();

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        var first = outcome.Value.Plan.Groups
            .Single(group => outcome.Value.Structure.Group(group.GroupId).Consumers[0].Weight == "down1").Kept;
        var second = outcome.Value.Plan.Groups
            .Single(group => outcome.Value.Structure.Group(group.GroupId).Consumers[0].Weight == "down2").Kept;
        double[][] x = Values(batches.SelectMany(batch => batch.Inputs["x"].ToFloats()), Width);
        double[][] Of(string name, int columns) => Values(Weight(model, name), columns);
        var (up1, down1, up2, down2) = (Of("up1", Units), Of("down1", Width), Of("up2", Units), Of("down2", Width));
        Close(Weight(outcome.Value.Pruned, "down1"), [.. first.Select(unit => down1[unit])], "the first module is only cut");

        var r = Sum(x, Product(Map(Product(x, up1), Math.Tanh), down1));
        var cut = Sum(x, Product(Map(Product(x, Columns(up1, first)), Math.Tanh), [.. first.Select(unit => down1[unit])]));
        var up = Solve(cut, Product(r, up2));
        var features = Map(Product(cut, up), Math.Tanh);
        var y = Sum(r, Product(Map(Product(r, up2), Math.Tanh), down2));
        var down = Solve(features, Sum(y, Map(cut, value => -value)));
        var scores = Enumerable.Range(0, Units)
            .Select(unit => Product(cut, up).Sum(row => row[unit] * row[unit]) * down[unit].Sum(value => value * value)).ToArray();
        var best = Enumerable.Range(0, Units).OrderByDescending(unit => scores[unit]).Take(second.Count).Order().ToArray();

        CollectionAssert.AreEqual(best, second.ToArray(), "judged with the new weights");
        Close(Weight(outcome.Value.Pruned, "up2"), Columns(up, second), "what makes the units");
        Close(Weight(outcome.Value.Pruned, "down2"), [.. second.Select(unit => down[unit])], "what reads them, not refit after the cut");
    }

    [TestMethod]
    [DataRow("encoder")]
    [DataRow("decoder")]
    [DataRow("gated")]
    [DataRow("convolutions")]
    [DataRow("fork")]
    public void EveryKindOfModuleMeetsTheBudgetAndRuns(string name)
    {
        var model = SmallModels.Of(name);
        var batches = SmallModels.Batches(model, 20, 1);

        var outcome = new Pruner(
            model, SmallModels.Recipe("goa", 0.3) with { RefitsBefore = true }, Workbench.Of(batches, Device.Cpu)).Prune();

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        Assert.IsLessThanOrEqualTo(
            0.7 * outcome.Value.Structure.Cost.Macs(PrunePlan.Empty.KeptCounts()) * (1 + 1e-9),
            outcome.Value.Structure.Cost.Macs(outcome.Value.Plan.KeptCounts()));
        Assert.IsLessThan(2, SmallModels.Error(model, outcome.Value.Pruned, batches));
    }

    private static PruneRecipe Recipe { get; } = new(
        "goa", new GoaCriterion(), new AllocationOptions(AllocationKind.Uniform),
        new LeastSquaresReconstruction(new LeastSquaresOptions(0, Intercept: false)), ReconstructionInputs.Sequential,
        new Budget.Units(0.5), GroupFilter.Default)
    {
        RefitsBefore = true,
    };

    /// <summary>x → x + tanh(x·up1)·down1 = r → r + tanh(r·up2)·down2.</summary>
    private static OnnxModel Model() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", Width)
        .Weight("up1", 1, Width, Units).Weight("down1", 2, Units, Width).Weight("up2", 3, Width, Units).Weight("down2", 4, Units, Width)
        .Node("MatMul", ["x", "up1"], ["a"]).Node("Tanh", ["a"], ["b"]).Node("MatMul", ["b", "down1"], ["c"]).Node("Add", ["x", "c"], ["r"])
        .Node("MatMul", ["r", "up2"], ["d"]).Node("Tanh", ["d"], ["e"]).Node("MatMul", ["e", "down2"], ["f"]).Node("Add", ["r", "f"], ["y"])
        .Output("y").Build();

    private static float[] Weight(OnnxModel model, string name) =>
        model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == name)).ToFloats();

    private static double[][] Values(IEnumerable<float> values, int columns) =>
        [.. values.Chunk(columns).Select(row => Array.ConvertAll(row, value => (double)value))];

    private static double[][] Columns(double[][] matrix, IReadOnlyList<int> columns) =>
        [.. matrix.Select(row => columns.Select(column => row[column]).ToArray())];

    private static double[][] Map(double[][] matrix, Func<double, double> each) =>
        [.. matrix.Select(row => Array.ConvertAll(row, value => each(value)))];

    private static double[][] Sum(double[][] left, double[][] right) => [.. left.Zip(right, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];

    private static double[][] Transposed(double[][] matrix) =>
        [.. Enumerable.Range(0, matrix[0].Length).Select(column => matrix.Select(row => row[column]).ToArray())];

    private static double[][] Product(double[][] left, double[][] right)
    {
        var columns = Transposed(right);
        return [.. left.Select(row => columns.Select(column => row.Zip(column, (a, b) => a * b).Sum()).ToArray())];
    }

    /// <summary>argmin ‖F·V − Z‖² by Gauss–Jordan elimination of its normal equations.</summary>
    private static double[][] Solve(double[][] features, double[][] targets)
    {
        var transposed = Transposed(features);
        var rows = Product(transposed, features)
            .Zip(Product(transposed, targets), (gram, cross) => (double[])[.. gram, .. cross]).ToArray();
        for (var pivot = 0; pivot < rows.Length; pivot++)
        {
            rows[pivot] = Array.ConvertAll(rows[pivot], value => value / rows[pivot][pivot]);
            for (var row = 0; row < rows.Length; row++)
            {
                if (row != pivot)
                    rows[row] = rows[row].Zip(rows[pivot], (a, b) => a - (rows[row][pivot] * b)).ToArray();
            }
        }

        return [.. rows.Select(row => row[rows.Length..])];
    }

    private static void Close(float[] actual, double[][] expected, string what)
    {
        var values = expected.SelectMany(row => row).ToArray();
        Assert.HasCount(values.Length, actual, what);
        foreach (var (i, value) in values.Index())
            Assert.AreEqual(value, actual[i], 2e-3 * Math.Max(1, Math.Abs(value)), $"{what}: element {i}");
    }
}
