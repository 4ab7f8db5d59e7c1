using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Drafting;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class AnswerKindTests
{
    private static readonly ModelInput Tokens = new("input_ids", ElementType.Int64, [null, null]);

    [TestMethod]
    public void ShapesSayWhatIsAnswered()
    {
        Assert.AreEqual((AnswerKind.Class, 10), AnswerKinds.Of([], ElementType.Float, [3, 10]));
        Assert.AreEqual((AnswerKind.Number, 0), AnswerKinds.Of([], ElementType.Float, [3, 1]));
        Assert.AreEqual((AnswerKind.NextToken, 0), AnswerKinds.Of([Tokens], ElementType.Float, [3, 7, 512]));
        Assert.AreEqual((AnswerKind.Other, 0), AnswerKinds.Of([], ElementType.Float, [3, 7, 512]));
        Assert.AreEqual((AnswerKind.Other, 0), AnswerKinds.Of([], ElementType.Int64, [3, 10]));
    }
}
