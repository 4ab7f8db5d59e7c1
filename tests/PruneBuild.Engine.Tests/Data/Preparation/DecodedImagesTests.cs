using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Data.Preparation;

[TestClass]
public sealed class DecodedImagesTests
{
    private const string Broken = "FFD8FFE0000A00";

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ABrokenImageIsSeenWhereverItsBytesComeFrom(bool areNumbers)
    {
        using var images = DecodedImages.Of(areNumbers
            ? Graph(ElementType.Float, builder => builder.Node("Cast", ["a"], ["bytes"], ("to", (int)ElementType.UInt8)), "bytes")
            : Graph(ElementType.UInt8, builder => builder, "a")).Value!;

        Assert.AreEqual("ends too early", Defect(Convert.FromHexString(Broken)));
        Assert.IsNull(Defect(JpegBytes.Of()));

        string? Defect(byte[] file) => images.Defect(
            new Dictionary<string, Tensor>
            {
                ["a"] = areNumbers
                    ? Tensor.Of(Array.ConvertAll(file, number => (float)number), file.Length)
                    : new Tensor(ElementType.UInt8, [file.Length], file),
            },
            new Dictionary<string, TextTensor>());
    }

    [TestMethod]
    public void AGraphThatDecodesNothingHasNone()
    {
        using var images = DecodedImages.Of(
            new ModelBuilder().Input("a", ElementType.Float, 1).Node("Neg", ["a"], ["y"]).Output("y").Build()).Value!;
        Assert.IsNull(images.Defect(new Dictionary<string, Tensor>(), new Dictionary<string, TextTensor>()));
    }

    [TestMethod]
    public void ADecoderBehindAnotherIsRefused()
    {
        var problem = DecodedImages.Of(Graph(
            ElementType.UInt8,
            builder => builder.Node("DecodeImage", ["a"], ["pixels"]).Node("EncodeImage", ["pixels"], ["bytes"]),
            "bytes")).Diagnostics.Single();
        Assert.AreEqual("PB3004", problem.Code);
        StringAssert.Contains(problem.Message, "(DecodeImage) decodes images and another one decodes what comes of it");
    }

    [TestMethod]
    public void ADecoderInABodyIsRefused()
    {
        var body = Graph(ElementType.UInt8, builder => builder, "a").Graph;
        var model = new ModelBuilder().Input("if", ElementType.Bool, 1).Input("a", ElementType.UInt8, "n").Output("y").Build();
        model.Graph.Node.Add(new NodeProto
        {
            OpType = "If",
            Input = { "if" },
            Output = { "y" },
            Attribute = { new AttributeProto { Name = "then_branch", Type = AttributeProto.Types.AttributeType.Graph, G = body } },
        });

        var problem = DecodedImages.Of(model).Diagnostics.Single();

        Assert.AreEqual("PB3004", problem.Code);
        StringAssert.Contains(problem.Message, "inside another node or a function");
    }

    private static OnnxModel Graph(ElementType type, Func<ModelBuilder, ModelBuilder> before, string image) =>
        before(new ModelBuilder().Input("a", type, "n")).Node("DecodeImage", [image], ["y"]).Output("y").Build();
}
