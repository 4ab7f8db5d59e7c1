using PruneBuild.Engine.Drafting;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class ManifestTextTests
{
    [TestMethod]
    [DataRow(AnswerKind.NextToken, true)]
    [DataRow(AnswerKind.Class, false)]
    public void ALanguageModelWithoutDataMayWriteItsOwn(object answer, bool isTold)
    {
        var draft = new ModelDraft(
            "m", "a model", "neurons", new SuitedMethod(SuitedMethod.KPrune, 0.9), "m.onnx", "m.onnx",
            (AnswerKind)answer, 0, null, null, null)
        {
            Blind = (0.1, 0.95),
        };

        var text = ManifestText.Of([draft], DraftSettings.Default);

        Assert.IsTrue(ManifestReader.Parse(text, "prune.yaml").IsOk, text);
        Assert.AreEqual(isTold, text.Contains("generated: { sequences: 128, tokens: 128 }", StringComparison.Ordinal));
        StringAssert.Contains(text, "With 10 % of the FLOPs gone 95 % of the answers on random input stay");
    }
}
