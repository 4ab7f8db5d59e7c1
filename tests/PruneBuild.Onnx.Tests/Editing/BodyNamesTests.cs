using PruneBuild.Onnx.Editing;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class BodyNamesTests
{
    [TestMethod]
    public void AModelWhoseNamesAreUniqueIsItself()
    {
        var model = Model("a", "b");

        Assert.AreSame(model, BodyNames.MakeUnique(model));
    }

    [TestMethod]
    public void TheSecondBodyGetsOtherNamesInsideAndTheCapturedOnesStay()
    {
        var named = BodyNames.MakeUnique(Model("h", "h"));

        Assert.IsTrue(BodyNames.AreUnique(named.Graph));
        var second = named.Graph.Node[0].Attribute[1].G;
        Assert.AreEqual("h_1", second.Node[0].Output[0]);
        Assert.AreEqual("x", second.Node[0].Input[0]);
        Assert.AreEqual("h_1", second.Node[1].Input[0]);
        Assert.AreEqual(second.Node[1].Output[0], second.Output[0].Name);
    }

    [TestMethod]
    public void AnOperatorThatAsksForInputsByNameKeepsThem()
    {
        var body = new ModelBuilder().Input("ids", ElementType.Float, 2).Node("Relu", ["ids"], ["h"]).Node("Neg", ["h"], ["logits"])
            .Output("logits").BuildGraph();
        var named = BodyNames.MakeUnique(new ModelBuilder()
            .Input("ids", ElementType.Float, 2).Node("Abs", ["ids"], ["h"])
            .Node("com.microsoft:BeamSearch", ["h"], ["y"], ("decoder", body)).Output("y").Build());

        var inside = named.Graph.Node[1].Attribute[0].G;
        Assert.AreEqual("ids", inside.Input[0].Name);
        Assert.AreEqual("logits", inside.Output[0].Name);
        Assert.AreEqual("h_1", inside.Node[0].Output[0]);
        Assert.IsTrue(BodyNames.AreUnique(named.Graph));
    }

    private static OnnxModel Model(string inThen, string inElse) => new ModelBuilder()
        .Input("x", ElementType.Float, 2).Input("flag", ElementType.Bool, 1)
        .Node("If", ["flag"], ["y"], ("then_branch", Branch(inThen)), ("else_branch", Branch(inElse))).Output("y").Build();

    private static Proto.GraphProto Branch(string inner) => new ModelBuilder()
        .Node("Relu", ["x"], [inner]).Node("Neg", [inner], [$"{inner}.out"]).Output($"{inner}.out").BuildGraph();
}
