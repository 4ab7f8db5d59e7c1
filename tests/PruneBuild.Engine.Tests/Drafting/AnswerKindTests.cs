using PruneBuild.Engine.Drafting;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class AnswerKindTests
{
    [TestMethod]
    public void ShapesSayWhatIsAnswered()
    {
        Assert.AreEqual((AnswerKind.Class, 10), AnswerKinds.Of(false, ElementType.Float, [3, 10]));
        Assert.AreEqual((AnswerKind.Number, 0), AnswerKinds.Of(false, ElementType.Float, [3, 1]));
        Assert.AreEqual((AnswerKind.NextToken, 0), AnswerKinds.Of(true, ElementType.Float, [3, 7, 512]));
        Assert.AreEqual((AnswerKind.Other, 0), AnswerKinds.Of(false, ElementType.Float, [3, 7, 512]));
        Assert.AreEqual((AnswerKind.Other, 0), AnswerKinds.Of(false, ElementType.Int64, [3, 10]));
    }
}
