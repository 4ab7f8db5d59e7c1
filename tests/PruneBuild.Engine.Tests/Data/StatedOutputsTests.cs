using PruneBuild.Engine.Data;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Data;

[TestClass]
public sealed class StatedOutputsTests
{
    [TestMethod]
    [DataRow("batch", "sequence", 3 * 7 * 10 * 4.0)]
    [DataRow("records", "Identityy_dim_1", 3 * 9 * 10 * 4.0)]
    [DataRow("sequence", "batch", 7 * 3 * 10 * 4.0)]
    public void OpenAxesAreThoseOfTheInputs(string first, string second, double bytes)
    {
        var outputs = StatedOutputs.Of(Model(builder => builder.Output("y", ElementType.Float, first, second, 10)));
        Assert.AreEqual(bytes, outputs.LargestBytes(3, Shapes));
    }

    [TestMethod]
    public void TheLargestCounts()
    {
        var outputs = StatedOutputs.Of(Model(builder => builder
            .Output("y", ElementType.Float, 1, 5).Output("z", ElementType.Float16, "batch", 8)));
        Assert.AreEqual(3 * 8 * 2.0, outputs.LargestBytes(3, Shapes));
    }

    [TestMethod]
    public void NothingIsKnownOfAnOutputWithoutAShape() =>
        Assert.AreEqual(0, StatedOutputs.Of(Model(builder => builder.Output("y"))).LargestBytes(3, Shapes));

    private static Dictionary<string, long[]> Shapes => new() { ["ids"] = [7], ["others"] = [9] };

    private static OnnxModel Model(Func<ModelBuilder, ModelBuilder> outputs) => outputs(new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", "sequence").Input("others", ElementType.Int64, "batch", "other")
        .Node("Identity", ["ids"], ["y"]).Node("Identity", ["ids"], ["z"])).Build();
}
