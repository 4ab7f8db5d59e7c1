using PruneBuild.Onnx.Proto;
using PruneBuild.Onnx.Writing;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Writing;

[TestClass]
public sealed class ExternalizationTests
{
    private static OnnxModel Inline() =>
        new ModelBuilder().Weight("large", 1, 300).Weight("small", 2, 3).Constant("constant", Tensor.Of(new float[500])).Build();

    [TestMethod]
    public void AModelThatFitsStaysInOneFile() => Assert.IsNull(Externalization.Plan(Inline(), largestInline: 3212));

    [TestMethod]
    public void AModelThatDoesNotFitMovesItsLargeInitializersOut()
    {
        using var data = new MemoryStream();
        var model = Inline();
        var proto = Externalization.Plan(model, largestInline: 3211)!.Write(data, "m.data");

        CollectionAssert.AreEqual(model.Read(model.Graph.Initializer[0]).Bytes.ToArray(), data.ToArray());
        Assert.AreEqual(TensorProto.Types.DataLocation.External, proto.Graph.Initializer[0].DataLocation);
        Assert.IsFalse(proto.Graph.Initializer[0].HasRawData);
        Assert.AreEqual(model.Graph.Initializer[1], proto.Graph.Initializer[1]);
        Assert.AreEqual(model.Graph.Node[0], proto.Graph.Node[0], "Runtimes read the data of attributes from the main file only.");
        Assert.AreEqual(Inline().Proto, model.Proto, "The original is not touched.");
    }
}
