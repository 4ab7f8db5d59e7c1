using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class PackedBlocksTests
{
    [TestMethod]
    [DataRow(4, 32, 80, false, false)]
    [DataRow(4, 32, 80, true, true)]
    [DataRow(4, 128, 200, true, false)]
    [DataRow(8, 32, 80, true, false)]
    [DataRow(8, 16, 48, false, true)]
    public void NeuronsBetweenPackedWeightsAreCutOneByOne(int bits, int block, int hidden, bool zeroPoints, bool flat)
    {
        var inferred = Inferred.Of(Mlp(bits, block, hidden, zeroPoints, flat));

        Assert.AreEqual(hidden, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }

    [TestMethod]
    public void OnlyGroupsThatPackedWeightsReadAreTheirs()
    {
        var (packed, floats) = (Inferred.Of(Mlp(4, 32, 80, true, false)), Inferred.Of(TinyModels.Encoder()));

        CollectionAssert.AreEqual(
            packed.Structure.Groups.Select(group => group.Id).ToArray(),
            PackedBlocks.Groups(packed.Model.Graph, packed.Structure).ToArray());
        Assert.IsEmpty(PackedBlocks.Groups(floats.Model.Graph, floats.Structure));
    }

    [TestMethod]
    public void AShorterWeightHasSmallerBlocksAndNoNumberChanges()
    {
        var inferred = Inferred.Of(Mlp(4, 32, 64, true, false));
        var kept = Enumerable.Range(0, 16).Concat(Enumerable.Range(40, 16)).ToValueList();

        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, Plan(inferred, kept));

        var down = cut.Graph.Initializer.Single(tensor => tensor.Name == "down.weight");
        CollectionAssert.AreEqual(new long[] { 5, 2, 8 }, down.Dims);
        Assert.AreEqual(16, cut.Graph.Node[^1].Attribute.Single(attribute => attribute.Name == "block_size").I);
        Assert.AreEqual(32, cut.Graph.Node[^1].Attribute.Single(attribute => attribute.Name == "K").I);
    }

    [TestMethod]
    public void UnitsThatABlockCannotLoseAreAddedToThePlan()
    {
        var inferred = Inferred.Of(Mlp(4, 32, 80, true, false));
        var kept = Enumerable.Range(0, 80).Where(unit => unit is not (3 or 4 or 40)).ToValueList();

        var complete = PackedBlocks.Complete(inferred.Model, inferred.Structure, Plan(inferred, kept));

        Assert.AreEqual(80, complete.Groups.Single().Kept.Count);
        inferred.Prove(Plan(inferred, kept), "three of eighty, silenced");
    }

    /// <summary>Scores that scatter: cut to any size, nearly every block of 32 is broken and takes units back.</summary>
    [TestMethod]
    [DataRow(0.1)]
    [DataRow(0.3)]
    [DataRow(0.5)]
    [DataRow(0.7)]
    public void APlanAmongTheChoicesThatBlocksAllowHoldsItsBudget(double removed)
    {
        var inferred = Inferred.Of(Mlp(4, 32, 80, true, false));
        var group = inferred.Structure.Groups.Single();
        var scattered = GroupChoices.ByScore(group.Id, [.. Enumerable.Range(0, 80).Select(unit => (double)(unit * 37 % 80))]);
        var budget = new Budget.Share(CostKind.Macs, removed);

        var choices = PackedBlocks.Within(inferred.Model, inferred.Structure, [scattered]).Single();

        var plan = Planner.Allocate(inferred.Structure, [choices], budget, new AllocationOptions(AllocationKind.Exact)).Plan;
        var complete = PackedBlocks.Complete(inferred.Model, inferred.Structure, plan);
        Assert.AreEqual(plan.Groups.Single().Kept.Count, complete.Groups.Single().Kept.Count);
        Assert.IsTrue(Planner.Holds(inferred.Structure, complete, budget));
        // What it is for: the same plan among all sizes does not.
        var blind = Planner.Allocate(inferred.Structure, [scattered], budget, new AllocationOptions(AllocationKind.Exact)).Plan;
        Assert.IsFalse(Planner.Holds(inferred.Structure, PackedBlocks.Complete(inferred.Model, inferred.Structure, blind), budget));
    }

    [TestMethod]
    public void ChoicesOfAGroupThatNoPackedWeightReadsStayAsTheyAre()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());
        var choices = GroupChoices.ByScore(inferred.Structure.Groups[0].Id, [3, 1, 2, 4]);

        Assert.AreSame(choices, PackedBlocks.Within(inferred.Model, inferred.Structure, [choices]).Single());
    }

    [TestMethod]
    public void InputsInAnOrderOfTheirOwnStayAndOutputsAreCut()
    {
        var model = Mlp(4, 32, 64, true, false, order: true);

        var structure = Inferred.Of(model).Structure;

        Assert.IsEmpty(structure.Groups);
        StringAssert.Contains(structure.Refusals.First(refusal => refusal.Size == 64).Reason, "order");
    }

    private static PrunePlan Plan(Inferred inferred, ValueList<int> kept) =>
        new([new KeptUnits(inferred.Structure.Groups.Single().Id, inferred.Structure.Groups.Single().Units, kept, 0)]);

    /// <summary>x[batch, 48] → hidden → 5, both weights packed; ONNX Runtime's way to write them.</summary>
    private static OnnxModel Mlp(int bits, int block, int hidden, bool zeroPoints, bool flat, bool order = false)
    {
        var builder = new ModelBuilder(opset: 21, irVersion: 10).Domain("com.microsoft").Input("x", ElementType.Float, "batch", 48);
        Packed(builder, "up", "x", "h", 48, hidden, bits, block, zeroPoints, flat, false);
        builder.Node("Sigmoid", ["h"], ["s"]).Node("Mul", ["h", "s"], ["a"]);
        Packed(builder, "down", "a", "y", hidden, 5, bits, block, zeroPoints, flat, order);
        return builder.Output("y").Build();
    }

    private static void Packed(
        ModelBuilder builder, string name, string from, string to, int inputs, int outputs, int bits, int block,
        bool zeroPoints, bool flat, bool order)
    {
        var random = new Random(inputs + outputs);
        var blocks = (inputs + block - 1) / block;
        var perOutput = ((blocks * bits) + 7) / 8;
        byte[] Bytes(int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }

        builder.Initializer(
            $"{name}.weight",
            new Tensor(ElementType.UInt8, [outputs, blocks, block * bits / 8], Bytes(outputs * blocks * block * bits / 8)));
        builder.Initializer($"{name}.scales", Tensor.Of(
            [.. Enumerable.Range(0, outputs * blocks).Select(_ => (float)((random.NextDouble() * 0.02) + 0.005))],
            flat ? [outputs * blocks] : [outputs, blocks]));
        if (zeroPoints)
            builder.Initializer(
                $"{name}.zeros",
                new Tensor(ElementType.UInt8, flat ? [outputs * perOutput] : [outputs, perOutput], Bytes(outputs * perOutput)));
        if (order)
            builder.Initializer(
                $"{name}.order", Tensor.Of(ElementType.Int32, [.. Enumerable.Range(0, inputs).Select(i => i / block)], inputs));
        string[] given = order ? [from, $"{name}.weight", $"{name}.scales", $"{name}.zeros", $"{name}.order"]
            : zeroPoints ? [from, $"{name}.weight", $"{name}.scales", $"{name}.zeros"]
            : [from, $"{name}.weight", $"{name}.scales"];
        builder.Node(
            "com.microsoft:MatMulNBits", given, [to], ("K", inputs), ("N", outputs), ("bits", bits),
            ("block_size", block), ("accuracy_level", 4));
    }
}
