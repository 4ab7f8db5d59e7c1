using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Rewriting;

/// <summary>That units can change places is part of what <see cref="Inferred.Prove(double)" /> proves of every
/// model of these tests.</summary>
[TestClass]
public sealed class UnitOrderTests
{
    [TestMethod]
    [DataRow("bert__ts17_ort_bert")]
    [DataRow("densenet__ts17")]
    [DataRow("hf4_swin__ts14")]
    [DataRow("hf4_t5__ts14")]
    [DataRow("llama__ts17")]
    [DataRow("lstm__ts17")]
    public void UnitsOfEveryGroupCanChangePlaces(string model) => Inferred.Of(Zoo(model)).ProveOrders();

    [TestMethod]
    public void FlagsGoWithTheElementsThatTheyBelongTo()
    {
        var found = Inferred.Of(TinyModels.Mlp());
        var order = Reversed(found);
        foreach (var slice in order.Group.Slices)
        {
            var before = found.Model.Read(new GraphIndex(found.Model.Graph).Constant(slice.Tensor)!);
            var ordered = order.Apply(found.Model);
            var after = ordered.Read(new GraphIndex(ordered.Graph).Constant(slice.Tensor)!).ToFloats();
            var flags = Array.ConvertAll(before.ToFloats(), value => value > 0);

            CollectionAssert.AreEqual(Array.ConvertAll(after, value => value > 0), order.Apply(slice.Tensor, before.Shape, flags));
            CollectionAssert.AreNotEqual(flags, order.Apply(slice.Tensor, before.Shape, flags));
        }

        bool[] stranger = [true, false];
        CollectionAssert.AreEqual(stranger, order.Apply("stranger", [2], stranger));
    }

    [TestMethod]
    public void AModelWhoseUnitsWereCutStaysAsItIs()
    {
        var found = Inferred.Of(TinyModels.Mlp());
        var order = Reversed(found);
        var cut = GraphCutter.Cut(
            found.Model, found.Structure, new PrunePlan([new KeptUnits(order.Group.Id, order.Group.Units, [0, 2], 0)]));

        Assert.AreSame(cut, order.Apply(cut));
    }

    private static UnitOrder Reversed(Inferred found) =>
        new(found.Structure.Groups[0], Enumerable.Range(0, found.Structure.Groups[0].Units).Reverse().ToValueList());

    private static OnnxModel Zoo(string model) => OnnxReader.Read(SharedFolder.Require("zoo", model, "model.onnx")).Value!;
}
